"""The locks of images and linters have the versions that the tests run with."""

import re

import pytest

from segue.settings import PROJECT_ROOT


def pins(name: str) -> dict[str, str]:
    text = (PROJECT_ROOT / name).read_text()
    return dict(re.findall(r"^([\w.-]+(?:\[[\w,]+\])?)==([^\s;\\]+)", text, flags=re.M))


def test_an_image_has_only_packages_of_the_lock_in_their_versions():
    runtime = pins("requirements-runtime.lock")
    assert len(runtime) > 100
    assert runtime.items() <= pins("requirements.lock").items()
    assert not {"mypy", "pytest", "ruff", "sqlfluff"} & set(runtime)


LOCKS = [
    "requirements-runtime.lock", "requirements-deploy.lock", "deploy/postgres/requirements.lock",
]  # fmt: skip


def test_a_node_has_no_patroni_that_keeps_a_frozen_primary():
    version = pins("deploy/postgres/requirements.lock")["patroni"]
    assert tuple(map(int, version.split("."))) >= (4, 1, 4)
    assert version != "4.1.5"


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_hashes_and_no_address(name):
    text = (PROJECT_ROOT / name).read_text()
    assert "://" not in text
    assert text.count("--hash=sha256:") > len(pins(name))
