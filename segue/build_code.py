"""A hash of the code that a build computes with: it says whether the marts are of this code."""

import hashlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from segue.settings import settings

FOLDERS = ("models", "macros", "seeds", "dbt_project", "recommender")
SUFFIXES = {".sql", ".py", ".yml", ".csv", ".md"}
PACKAGES = ("dbt-core", "dbt-postgres", "numpy", "scipy", "scikit-learn", "pyarrow")


def hash_build_code(root: Path | None = None) -> str:
    """Return the hash of the dbt project, the recommender and the packages that both stand on.

    The content counts, not its time: an older release that is installed again has older files.
    """
    root = root or settings().root
    found = hashlib.sha256()
    files = [path for folder in FOLDERS for path in (root / folder).rglob("*")]
    files = [path for path in files if path.suffix in SUFFIXES and path.is_file()]
    for path in sorted([*files, root / "dbt_project.yml"]):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        found.update(f"{path.relative_to(root)} {content}\n".encode())
    for package in PACKAGES:
        found.update(f"{package} {_version(package)}\n".encode())
    return found.hexdigest()[:32]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"
