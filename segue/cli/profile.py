"""dbt's `profiles.yml`, written from the example, so that plain `dbt build` works at once."""

import os
from pathlib import Path
from typing import Any

import yaml

from segue.connection import dbt_credentials
from segue.settings import settings

HEADER = (
    "# Written by `segue db start`, and again when the database moves to another port.\n"
    "# Remove these two lines to keep your own changes.\n"
)


def write_profile(url: str) -> Path:
    """Write `profiles.yml` at the project root, unless it was written by hand; return its path."""
    path = settings().root / "profiles.yml"
    if not path.exists() or path.read_text().startswith(HEADER.splitlines()[0]):
        _write(path, url)
    return path


def write_private_profile(url: str) -> Path:
    """Write the profile for Segue's own commands into the home; return its folder."""
    folder = settings().home / "dbt"
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "profiles.yml", url)
    return folder


def _write(path: Path, url: str) -> None:
    example = settings().root / "profiles.yml.example"
    profile: dict[str, Any] = yaml.safe_load(example.read_text())
    for output in profile["segue"]["outputs"].values():
        output.update(dbt_credentials(url))
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(HEADER + yaml.safe_dump(profile, sort_keys=False))
    fresh.rename(path)
