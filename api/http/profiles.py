"""The profile of a request's listener: the key of feedback and of everything else that is theirs.

An account has one. An anonymous listener has a random id in a signed cookie, set by the first
request about what is the listener's: verdicts or stations, to write or only to read them. The app
reads the verdicts on each page, so that it has the cookie before the listener clicks: two first
writes at once, each without a cookie, would belong to two listeners. A list sets no cookie.
"""

from functools import lru_cache
from uuid import UUID, uuid4

from flask import Flask, Request, Response, current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer

from api.http.hooks import Kept, add_hooks, current_request
from api.http.identity import cookie_path, find_person, read_cookie

COOKIE = "segue_profile"
PERSONAL_BY = ("Cookie", "Authorization")
COOKIE_AGE_S = 400 * 24 * 3600  # the maximum of browsers


def current_profile_id() -> UUID:
    """Return the id of this request's listener; a new one without account and valid cookie."""
    found = known_profile_id()
    if found is None:
        found = g.profile_id = uuid4()
        g.is_new_profile = True
    return found


def known_profile_id() -> UUID | None:
    """Return the id of this request's listener; None without account and valid cookie."""
    sent, kept = current_request()
    if "profile_id" not in kept:
        person = find_person(sent, kept)
        kept.profile_id = person.profile_id if person else anonymous_profile_id()
    found: UUID | None = kept.profile_id
    return found


def anonymous_profile_id() -> UUID | None:
    """Return the id in the cookie of an anonymous listener, if there is one."""
    return _parse_cookie(read_cookie(current_request()[0], COOKIE))


def forget_anonymous_profile(response: Response) -> Response:
    """Take the cookie of an anonymous listener away: an account has taken everything over."""
    response.delete_cookie(
        COOKIE, cookie_path(request), httponly=True, samesite="Lax", secure=request.is_secure
    )
    return response


def register_profiles(app: Flask) -> None:
    """Set the cookie of a new profile, and keep caches from storing personal responses."""
    add_hooks(app, after=_send_cookie)


def _send_cookie(sent: Request, kept: Kept, response: Response) -> None:
    if "profile_id" not in kept:
        return
    if "Vary" in response.headers:
        response.vary.update(PERSONAL_BY)
    else:
        response.headers.add("Vary", ", ".join(PERSONAL_BY))
    response.headers.setdefault("Cache-Control", "private, no-store")
    if kept.get("is_new_profile") and response.status_code < 400:
        response.set_cookie(
            COOKIE,
            _serializer().dumps(str(kept.profile_id)),
            max_age=COOKIE_AGE_S,
            httponly=True,
            samesite="Lax",
            secure=sent.is_secure,
            path=cookie_path(sent),
        )


def _parse_cookie(value: str | None) -> UUID | None:
    try:
        return UUID(_serializer().loads(value)) if value else None
    except (BadSignature, ValueError, AttributeError, TypeError):
        return None


def _serializer() -> URLSafeSerializer:
    return _serializer_of(str(current_app.secret_key))


@lru_cache(maxsize=1)
def _serializer_of(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt=COOKIE)
