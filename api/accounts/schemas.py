"""Request and response schemas of accounts; the OpenAPI document is generated from them."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from api.accounts.accounts import MAX_NAME_LENGTH
from api.accounts.passwords import MAX_LENGTH, MIN_LENGTH
from api.http.identity import Scope
from api.http.schemas import WITHOUT_NUL, Body

Name = Annotated[str, Field(min_length=1, max_length=200)]
Password = Annotated[str, Field(min_length=1, max_length=1024)]
# the description of a password whose length `find_fault` checks, which says more
NewPassword = Annotated[
    Password, Field(json_schema_extra={"minLength": MIN_LENGTH, "maxLength": MAX_LENGTH})
]
TakeOver = Annotated[
    bool,
    Field(
        description="Move the feedback that this browser gave anonymously to the account; of two "
        "verdicts on one track or artist the newer one stays."
    ),
]


class OwnAccount(BaseModel):
    """The account that sends the request."""

    name: str
    is_owner: bool
    has_password: bool
    has_spotify: Annotated[bool, Field(description="It can sign in with Spotify.")]
    scopes: list[Scope]


class AccountState(BaseModel):
    """Who sends the request, and what it may do without an account."""

    account: OwnAccount | None
    anonymous_access: Annotated[
        Literal["on", "read", "off"],
        Field(description="What is possible without signing in: everything, reading, nothing."),
    ]
    has_accounts: bool
    has_spotify_sign_in: bool
    number_of_anonymous_rows: Annotated[
        int, Field(description="How much `take_over` would move to the account.")
    ]


class SignInBody(Body):
    """A name and its password."""

    name: Name
    password: Password
    take_over: TakeOver = False


class PasswordBody(Body):
    """The password of the account, and the one that replaces it."""

    current_password: Password
    new_password: NewPassword


class AccountBody(Body):
    """A new account, and the password with which its person signs in first."""

    name: Annotated[Name, Field(json_schema_extra={"maxLength": MAX_NAME_LENGTH})]
    password: NewPassword


class NewPasswordBody(Body):
    """The password that replaces the one of an account."""

    new_password: NewPassword
    revoke_access: Annotated[
        bool,
        Field(
            description="Also revoke the API tokens of the account and disconnect Spotify: nobody "
            "uses it then without the new password."
        ),
    ] = False


class SpotifySignInBody(Body):
    """How to go on after Spotify's page."""

    take_over: TakeOver = False


class SpotifyAddress(BaseModel):
    """The page of Spotify that asks for permission."""

    url: str


class TokenBody(Body):
    """What a new token is for, and what it may do."""

    label: Annotated[str, Field(min_length=1, max_length=100, pattern=WITHOUT_NUL)]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=3)]
    days: Annotated[
        int | None, Field(ge=1, le=3650, description="How long it is valid; null for ever.")
    ] = None


class Token(BaseModel):
    """A token without its secret."""

    token_id: UUID
    label: str
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: Annotated[
        datetime | None, Field(description="The last use, exact to an hour; null before the first.")
    ]


class NewToken(BaseModel):
    """A new token; this response alone has it."""

    token_id: UUID
    token: str


class TokenList(BaseModel):
    """All tokens of the account, the newest first."""

    items: list[Token]


class ListedAccount(BaseModel):
    """An account as its owner sees it."""

    account_id: UUID
    name: str
    is_owner: bool
    has_password: bool
    has_spotify: bool
    created_at: datetime
    number_of_verdicts: int
    number_of_tokens: int


class AccountList(BaseModel):
    """All accounts, by name."""

    items: list[ListedAccount]
