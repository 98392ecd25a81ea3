"""The server's accounts: client credentials, PKCE with a code, refreshing, and its end."""

import base64
import hashlib
import secrets
from urllib.parse import urlencode

from flask import Flask, Response, jsonify, redirect, request
from werkzeug.wrappers import Response as AnyResponse


class Tokens:
    """Which tokens are accepted now; `expire` and `revoke` take them away."""

    def __init__(self) -> None:
        self.issued: list[str] = []  # every secret ever given, for who looks for them in logs
        self.client_token = self._new()
        self._accepted = {self.client_token}
        self._challenges: dict[str, str] = {}
        self._refreshing: set[str] = set()

    def accepts(self, authorization: str | None) -> bool:
        """Return whether a request with this header is let in."""
        scheme, _, token = (authorization or "").partition(" ")
        return scheme == "Bearer" and token in self._accepted

    def expire(self) -> None:
        """End every token; those that were got by login can be renewed."""
        self._accepted = set()

    def revoke(self) -> None:
        """End every login, as six months do."""
        self.expire()
        self._refreshing = set()

    def _new(self) -> str:
        self.issued.append(secrets.token_urlsafe(16))
        return self.issued[-1]

    def authorize(self) -> AnyResponse:
        """Permit at once, and send the browser back with a code."""
        code = self._new()
        self._challenges[code] = request.args["code_challenge"]
        answer = urlencode({"code": code, "state": request.args.get("state", "")})
        return redirect(f"{request.args['redirect_uri']}?{answer}")

    def token(self) -> tuple[Response, int]:
        """Give a token for what the request brings."""
        form, kind = request.form, request.form.get("grant_type")
        if kind == "client_credentials":
            if "Authorization" not in request.headers:
                return _refused("invalid_client")
            self._accepted.add(self.client_token)
            return _given(self.client_token)
        if kind == "authorization_code":
            digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
            challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
            if self._challenges.pop(form.get("code", ""), None) != challenge:
                return _refused("invalid_grant")
        elif form.get("refresh_token") not in self._refreshing:
            return _refused("invalid_grant")
        token, refreshing = self._new(), self._new()
        self._accepted.add(token)
        self._refreshing.discard(form.get("refresh_token", ""))
        self._refreshing.add(refreshing)
        return _given(token, refresh_token=refreshing, scope=form.get("scope", SCOPE))


SCOPE = (
    "user-library-read playlist-read-private playlist-read-collaborative"
    " user-top-read user-read-recently-played"
)


def add_tokens(app: Flask, tokens: Tokens) -> None:
    """Give `app` the two addresses of Spotify's accounts."""
    app.add_url_rule("/authorize", view_func=tokens.authorize)
    app.add_url_rule("/api/token", view_func=tokens.token, methods=["POST"])


def _given(token: str, **more: str) -> tuple[Response, int]:
    return jsonify(access_token=token, token_type="Bearer", expires_in=3600, **more), 200  # noqa: S106


def _refused(error: str) -> tuple[Response, int]:
    return jsonify(error=error, error_description=error.replace("_", " ")), 400
