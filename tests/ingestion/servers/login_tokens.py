"""Spotify's accounts for tests: PKCE with a code, refreshing, and the end of a login."""

import base64
import hashlib
from urllib.parse import urlencode

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from ingestion.demo.server_tokens import Tokens, give_token, refuse_token

SCOPE = (
    "user-library-read playlist-read-private playlist-read-collaborative"
    " user-top-read user-read-recently-played"
)


class LoginTokens(Tokens):
    """Tokens that a login gave as well; `expire` and `revoke` take them away."""

    def __init__(self) -> None:
        super().__init__()
        self._challenges: dict[str, str] = {}
        self._refreshing: set[str] = set()

    def expire(self) -> None:
        """End every token; those that were got by login can be renewed."""
        self.accepted = set()

    def revoke(self) -> None:
        """End every login, as six months do."""
        self.expire()
        self._refreshing = set()

    def authorize(self) -> AnyResponse:
        """Permit at once, and send the browser back with a code."""
        code = self.issue()
        self._challenges[code] = request.args["code_challenge"]
        answer = urlencode({"code": code, "state": request.args.get("state", "")})
        return redirect(f"{request.args['redirect_uri']}?{answer}")

    def answer(self) -> tuple[Response, int]:
        """Give a token for what the request brings."""
        form, kind = request.form, request.form.get("grant_type")
        if kind == "client_credentials":
            return super().answer()
        if kind == "authorization_code":
            digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
            challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
            if self._challenges.pop(form.get("code", ""), None) != challenge:
                return refuse_token("invalid_grant")
        elif form.get("refresh_token") not in self._refreshing:
            return refuse_token("invalid_grant")
        token, refreshing = self.issue(), self.issue()
        self.accepted.add(token)
        self._refreshing.discard(form.get("refresh_token", ""))
        self._refreshing.add(refreshing)
        return give_token(token, refresh_token=refreshing, scope=form.get("scope", SCOPE))
