"""The key that signs the profile cookie: created once in SEGUE_HOME, readable by its owner only."""

import os
import secrets
from pathlib import Path

from filelock import FileLock


def load_secret_key(home: Path) -> str:
    """Return the key in `home`; the first of several concurrent processes creates it."""
    path = home / "secret_key"
    if path.exists():
        return path.read_text()
    home.mkdir(parents=True, exist_ok=True)
    with FileLock(home / "secret_key.lock"):
        if not path.exists():
            fresh = path.with_suffix(".new")
            fresh.unlink(missing_ok=True)
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(48))
            fresh.rename(path)
    return path.read_text()
