"""Lock files contain hashes and no address, so that they fit any machine and any mirror."""

import json
import subprocess

import pytest

from segue.settings import PROJECT_ROOT


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-node.lock"])
def test_a_lock_names_hashes_and_no_address(name):
    text = (PROJECT_ROOT / name).read_text()
    assert "://" not in text
    pins = [line for line in text.splitlines() if "==" in line and not line.startswith(" ")]
    assert pins
    assert text.count("--hash=sha256:") >= len(pins)


def test_the_lock_covers_linux_and_macos_on_every_supported_python():
    text = (PROJECT_ROOT / "requirements.lock").read_text()
    assert "python_full_version >= '3.12'" in text
    assert "sys_platform == 'darwin' or sys_platform == 'linux'" in text


def test_the_package_lock_names_no_address():
    lock = json.loads((PROJECT_ROOT / "frontend" / "package-lock.json").read_text())
    packages = [entry for path, entry in lock["packages"].items() if path]
    assert packages
    assert [entry for entry in packages if "resolved" in entry] == []
    assert [entry for entry in packages if "integrity" not in entry and not entry.get("link")] == []


def test_locks_that_name_registries_are_not_tracked():
    if not (PROJECT_ROOT / ".git").exists():
        pytest.skip("not a git checkout: no files are tracked")
    tracked = subprocess.run(
        ["git", "ls-files", "uv.lock", "pylock.toml", "profiles.yml", ".env"],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert tracked == ""
