"""The Python that runs Patroni, also for an account that cannot enter the caller's home.

Root starts the cluster as `nobody`, which often cannot read root's own Python. It then gets a copy
of the interpreter, the standard library and the packages that Patroni requires, as PostgreSQL's
programs are copied for the same reason. Compiled files are copied too, and keep the times of their
sources, by which they are valid: an agent that compiles all that it imports starts seconds later.
"""

import hashlib
import os
import re
import shutil
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from importlib.util import cache_from_source
from pathlib import Path

from segue.cluster.layout import ClusterError
from segue.unprivileged import Account

REQUIRED = "patroni"
# what Patroni takes for etcd and for PostgreSQL; it prefers psycopg2 if that is there
EXTRAS = {"etcd3", "psycopg3"}
IMPORTS = "import patroni.__main__, patroni.dcs.etcd3, patroni.psycopg"
UNUSED = ("test", "tests", "idlelib", "ensurepip", "turtledemo", "lib2to3", "site-packages")
UNUSED_FILES = ("*.opt-?.pyc", "*.a", "config-*")


def agent_command(location: Path, account: Account) -> tuple[list[str], dict[str, str]]:
    """Return the command that runs Python with Patroni as `account`, and its environment."""
    version = patroni_version()
    environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": str(location)}
    # in the environment of the agent: that of the caller may name libraries which Python needs
    if account.can(*_in(environment), sys.executable, "-c", IMPORTS):
        return [sys.executable], environment
    copy = _copy_of(location, version)
    environment |= {
        "PYTHONHOME": str(copy),
        "PYTHONPATH": str(copy / "packages"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LD_LIBRARY_PATH": str(copy / "lib"),
    }
    program = str(copy / "bin" / "python")
    if not copy.exists():
        _make_copy(copy)
        if not account.can(*_in(environment), program, "-c", IMPORTS):
            shutil.rmtree(copy)
            raise ClusterError(
                f"expected the account that runs PostgreSQL to run Python from {copy}, but it "
                "cannot; use a Python that every account can read, or start as another user"
            )
    return [program], environment


def patroni_version() -> str:
    """Return the version of the package, or say how to install it."""
    try:
        return distribution(REQUIRED).version
    except PackageNotFoundError as error:
        raise ClusterError(
            "expected the Python package patroni, got none; "
            "run `make install`, or install Segue with its extra `cluster`"
        ) from error


def _in(environment: dict[str, str]) -> list[str]:
    return ["/usr/bin/env", "-i", *(f"{name}={value}" for name, value in environment.items())]


def _copy_of(location: Path, version: str) -> Path:
    made_of = f"{sys.version} {sys.base_prefix} {version} {location}"
    return location / f"python-{hashlib.sha256(made_of.encode()).hexdigest()[:12]}"


def _make_copy(copy: Path) -> None:
    fresh = copy.with_name("python.new")
    shutil.rmtree(fresh, ignore_errors=True)
    library = Path(os.__file__).parent
    unused = shutil.ignore_patterns(*UNUSED, *UNUSED_FILES)
    shutil.copytree(library, fresh / "lib" / library.name, ignore=unused)
    for shared in Path(sys.base_prefix, "lib").glob("libpython*.so*"):
        shutil.copy(shared, fresh / "lib" / shared.name)
    (fresh / "bin").mkdir()
    shutil.copy(Path(sys.executable).resolve(), fresh / "bin" / "python")
    for package in _requirements(REQUIRED, EXTRAS):
        _copy_package(package, fresh / "packages")
    fresh.rename(copy)


def _requirements(name: str, extras: set[str]) -> list[Distribution]:
    """Return the installed package `name` and all that it requires, each once."""
    found: dict[str, Distribution] = {}
    pending = [(name, extras)]
    while pending:
        wanted, wanted_extras = pending.pop()
        key = re.sub(r"[-_.]+", "-", wanted).lower()
        if key in found:
            continue
        try:
            found[key] = distribution(wanted)
        except PackageNotFoundError:
            continue  # of another system or another version of Python
        for requirement in found[key].requires or []:
            extra = re.search(r"extra\s*==\s*['\"]([\w.-]+)", requirement)
            if extra is None or extra[1] in wanted_extras:
                needed = re.match(r"[\w.-]+", requirement)
                in_brackets = re.match(r"[\w.-]+\[([\w,. -]+)\]", requirement)
                needed_extras = (
                    {each.strip() for each in in_brackets[1].split(",")} if in_brackets else set()
                )
                pending.append((needed[0] if needed else "", needed_extras))
    return list(found.values())


def _copy_package(package: Distribution, folder: Path) -> None:
    for file in package.files or []:
        source = Path(str(package.locate_file(file)))
        # programs lie outside of the packages' folder, and are not needed
        if ".." in file.parts or "__pycache__" in file.parts or not source.is_file():
            continue
        _copy_file(source, folder / file)
        compiled = Path(cache_from_source(str(source)))
        if source.suffix == ".py" and compiled.is_file():
            _copy_file(compiled, Path(cache_from_source(str(folder / file))))


def _copy_file(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target)
