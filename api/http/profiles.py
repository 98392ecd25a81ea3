"""The profile of a request's listener: the key of feedback and of everything else that is theirs.

An account has one. An anonymous listener has a random id in a signed cookie, set by the first
request that needs it.
"""

from functools import lru_cache
from uuid import UUID, uuid4

from flask import Flask, Response, current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer

from api.http.identity import current_person

COOKIE = "segue_profile"
COOKIE_AGE_S = 400 * 24 * 3600  # the maximum of browsers


def current_profile_id() -> UUID:
    """Return the id of this request's listener; a new one without account and valid cookie."""
    if "profile_id" not in g:
        person = current_person()
        known = person.profile_id if person else anonymous_profile_id()
        g.is_new_profile = known is None
        g.profile_id = known or uuid4()
    found: UUID = g.profile_id
    return found


def anonymous_profile_id() -> UUID | None:
    """Return the id in the cookie of an anonymous listener, if there is one."""
    return _parse_cookie(request.cookies.get(COOKIE))


def forget_anonymous_profile(response: Response) -> Response:
    """Take the cookie of an anonymous listener away: an account has taken everything over."""
    response.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=request.is_secure)
    return response


def is_new_profile(profile_id: UUID) -> bool:
    """Return whether this request made the profile, so that nothing is stored for it yet."""
    return g.get("profile_id") == profile_id and bool(g.is_new_profile)


def register_profiles(app: Flask) -> None:
    """Set the cookie of a new profile, and keep caches from storing personal responses."""
    app.after_request(_send_cookie)


def _send_cookie(response: Response) -> Response:
    if "profile_id" not in g:
        return response
    response.vary.update(("Cookie", "Authorization"))
    response.headers["Cache-Control"] = "private, no-store"
    if g.is_new_profile and response.status_code < 400:
        response.set_cookie(
            COOKIE,
            _serializer().dumps(str(g.profile_id)),
            max_age=COOKIE_AGE_S,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )
    return response


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
