"""The owner's token for Schemathesis, a new one every few seconds: some request revokes it."""

import os
from typing import Any

import requests
import schemathesis

URL = f"{os.environ['SEGUE_URL']}/api/v1/account/tokens"
SESSION = {"segue_session": os.environ["SEGUE_SESSION"]}
TOKEN = {"label": "Schemathesis", "scopes": ["read", "feedback", "admin"], "days": 1}


@schemathesis.auth(refresh_interval=5)
class Token:
    """A bearer token."""

    def get(self, _case: Any, _context: Any) -> str:
        """Return a new token."""
        answer = requests.post(URL, json=TOKEN, cookies=SESSION, timeout=30)
        answer.raise_for_status()
        return str(answer.json()["token"])

    def set(self, case: Any, data: str, _context: Any) -> None:
        """Add the token to a request."""
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}
