"""Client credentials of the demo server: the one way to a token that needs no person."""

import secrets

from flask import Flask, Response, jsonify, request


class Tokens:
    """The tokens that are accepted now."""

    def __init__(self) -> None:
        self.issued: list[str] = []  # every secret ever given; tests search logs for them
        self.client_token = self.issue()
        self.accepted = {self.client_token}

    def accepts(self, authorization: str | None) -> bool:
        """Return whether a request with this header is let in."""
        scheme, _, token = (authorization or "").partition(" ")
        return scheme == "Bearer" and token in self.accepted

    def issue(self) -> str:
        """Return a new secret."""
        self.issued.append(secrets.token_urlsafe(16))
        return self.issued[-1]

    def answer(self) -> tuple[Response, int]:
        """Give the client's token to a request that brings its credentials."""
        if "Authorization" not in request.headers:
            return refuse_token("invalid_client")
        self.accepted.add(self.client_token)
        return give_token(self.client_token)


def add_tokens(app: Flask, tokens: Tokens) -> None:
    """Give `app` the address of Spotify's server of tokens."""
    app.add_url_rule("/api/token", "token", tokens.answer, methods=["POST"])


def give_token(token: str, **more: str) -> tuple[Response, int]:
    """Answer with a token."""
    return jsonify(access_token=token, token_type="Bearer", expires_in=3600, **more), 200  # noqa: S106


def refuse_token(error: str) -> tuple[Response, int]:
    """Answer with the error of OAuth."""
    return jsonify(error=error, error_description=error.replace("_", " ")), 400
