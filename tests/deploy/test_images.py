"""The steps of the images, run in a clean folder by an ordinary user, and what they make, used.

No container engine is needed: each RUN is a script, and a COPY brings what git has of a path.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from segue.settings import PROJECT_ROOT

CONTAINERFILE = PROJECT_ROOT / "deploy" / "images" / "Containerfile"
USER = 10001  # as in the Containerfile
STAGES = ("packages", "app", "code")  # those that run scripts
SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"


@dataclass(frozen=True)
class Stage:
    """One stage of the Containerfile: what it begins with, and its instructions."""

    name: str
    base: str
    instructions: list[tuple[str, str]]


def read_stages() -> dict[str, Stage]:
    text = re.sub(r"\\\n", " ", CONTAINERFILE.read_text())
    stages: dict[str, Stage] = {}
    for line in text.splitlines():
        word, _, rest = line.strip().partition(" ")
        if word == "FROM":
            base, _, name = rest.partition(" AS ")
            stages[name] = current = Stage(name, base, [])
        elif word and not word.startswith("#") and stages:
            current.instructions.append((word, rest.strip()))
    return stages


def ordinary_user() -> dict[str, Any]:
    """Return the arguments that give a process to an ordinary user, as the images do."""
    return {"user": USER, "group": USER, "extra_groups": []} if os.geteuid() == 0 else {}


def give_away(folder: Path) -> None:
    """Make the ordinary user the owner of all of a folder."""
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, USER, USER, follow_symlinks=False)


def tracked(path: str) -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", path],
        cwd=PROJECT_ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return [name for name in listed.split("\0") if name and (PROJECT_ROOT / name).is_file()]


def copy_into(root: Path, arguments: str) -> None:
    """Copy what a COPY without --from names from the project into the stage."""
    *sources, target = arguments.split()
    for source in sources:
        names = tracked(source)
        assert names, f"COPY {source}: expected files of the project, got none"
        for name in names:
            inside = Path(name).relative_to(source) if (PROJECT_ROOT / source).is_dir() else None
            to = root / target / (inside or Path(name).name)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT_ROOT / name, to)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Return a folder that an ordinary user reaches: pytest's own are closed to others."""
    with tempfile.TemporaryDirectory(prefix="segue-image-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


def run(command: list[str], cwd: Path, home: Path) -> None:
    done = subprocess.run(
        command, cwd=cwd, env=environment(home), capture_output=True, text=True, check=False,
        **ordinary_user(),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return a clean environment, with what package clients need to reach their registries."""
    clients = ("pip_", "npm_", "http", "no_proxy", "ssl_", "node_extra")
    kept = {name: text for name, text in os.environ.items() if name.lower().startswith(clients)}
    return {**kept, "PATH": SYSTEM_PATH, "HOME": str(home), "LC_ALL": "C.UTF-8", **more}


@pytest.fixture(scope="module")
def image(folder: Path) -> Path:
    """Run the stages; return the folder of the final image, which nobody may write."""
    if shutil.which("python3", path=SYSTEM_PATH) is None:
        pytest.skip(f"expected a Python that every user reaches, in {SYSTEM_PATH}, got none")
    stages, user = read_stages(), folder / "user"
    user.mkdir()
    give_away(user)
    for name in STAGES:
        root = user / name
        if stages[name].base in STAGES:
            shutil.copytree(user / stages[name].base, root)
        for word, rest in stages[name].instructions:
            if word == "COPY":
                copy_into(root, rest)
            elif word == "RUN":
                give_away(root)
                words = [_place(part, user) for part in json.loads(rest)]
                run([str(root / words[0]), *words[1:]], root, user)
    final = user / "code"
    shutil.copytree(user / "app" / "frontend" / "dist", final / "frontend" / "dist")
    for path in (final, *final.rglob("*")):
        path.chmod(path.stat().st_mode & ~0o222)
    return final


def _place(word: str, user: Path) -> str:
    """Return an argument of a step with its folder below that of the user."""
    for folder, name in (("/opt/venv", "venv"), ("/srv/folders", "folders")):
        word = word.replace(folder, str(user / name))
    return word


@pytest.fixture
def program(image: Path, folder: Path, server) -> dict[str, Any]:
    """Return what starts a program of the image, with a home and secrets of its own."""
    url = fresh_database(server.url(), "segue_image")
    home = Path(tempfile.mkdtemp(dir=folder, prefix="home-"))
    secrets = home / "secrets"
    secrets.mkdir()
    (secrets / "DATABASE_URL").write_text(url)
    (secrets / "SEGUE_SECRET_KEY").write_text("0123456789abcdef")
    give_away(home)
    settings = environment(
        home, PATH=f"{image.parent / 'venv' / 'bin'}:{SYSTEM_PATH}", SEGUE_HOME=str(home / "segue"),
        SEGUE_SECRETS_DIR=str(secrets), OPENBLAS_NUM_THREADS="1", DO_NOT_TRACK="1",
        PYTHONDONTWRITEBYTECODE="1",
    )  # fmt: skip
    (home / "segue").mkdir()
    give_away(home)
    return {"cwd": image, "env": settings, "text": True, **ordinary_user()}


def fresh_database(url: str, name: str) -> str:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"drop database if exists {name} with (force)")
        connection.execute(f"create database {name}")
    return url.rsplit("/", 1)[0] + f"/{name}"


def test_every_step_of_the_images_is_a_script_of_their_folder():
    for stage in read_stages().values():
        for word, rest in stage.instructions:
            if word == "RUN":
                script = json.loads(rest)[0]
                assert (PROJECT_ROOT / script).parent == CONTAINERFILE.parent
                assert stage.name in STAGES


def test_the_final_images_are_made_of_these_stages_alone():
    stages = read_stages()
    assert ("USER", f"{USER}:{USER}") in stages["base"].instructions
    for stage in stages.values():
        if stage.name not in STAGES:
            copies = [rest for word, rest in stage.instructions if word == "COPY"]
            assert all(re.match(r"--from=(code|app) ", rest) for rest in copies)


def test_a_new_volume_belongs_to_the_user_of_the_image(image):
    copies = [rest for word, rest in read_stages()["base"].instructions if word == "COPY"]
    assert f"--from=code --chown={USER}:{USER} /srv/folders /var/lib" in copies
    made = {path.name: path.stat() for path in (image.parent / "folders").iterdir()}
    compose = yaml.safe_load((PROJECT_ROOT / "deploy" / "compose.yaml").read_text())
    mounted = {
        Path(volume.split(":")[1])
        for name in ("api1", "pipeline")
        for volume in compose["services"][name]["volumes"]
        if not volume.endswith(":ro")
    }
    assert mounted == {Path("/var/lib") / name for name in made}
    assert all(found.st_mode & 0o777 == 0o750 for found in made.values())


def test_the_pipeline_loads_and_builds_from_a_read_only_image(program, image):
    inbox = Path(program["env"]["HOME"]) / "inbox"
    (inbox / "tracks").mkdir(parents=True)
    shutil.copy(PROJECT_ROOT / "tests/fixtures/tracks/tidytuesday.csv", inbox / "tracks")
    give_away(inbox)
    program["env"] |= {
        "SEGUE_INBOX": str(inbox), "SEGUE_SOURCES": "",
        "DBT_EXCLUDE_RESOURCE_TYPES": "unit_test test",
    }  # fmt: skip
    script = str(image / "deploy" / "images" / "pipeline.sh")
    assert subprocess.run([script, "--check"], check=False, **program).returncode == 1
    done = subprocess.run([script], capture_output=True, check=False, **program)
    assert done.returncode == 0, done.stdout + done.stderr
    assert subprocess.run([script, "--check"], check=False, **program).returncode == 0
    url = (Path(program["env"]["SEGUE_SECRETS_DIR"]) / "DATABASE_URL").read_text()
    with psycopg.connect(url) as connection:
        assert connection.execute("select count(*) > 0 from marts.fact_tracks").fetchone()[0]


def test_the_app_is_served_from_a_read_only_image(program, image):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program["env"] |= {"SEGUE_PORT": str(port), "SEGUE_HOST": "0.0.0.0"}
    serving = subprocess.Popen(["segue", "serve"], stderr=subprocess.PIPE, **program)
    check = ["python", "deploy/images/check_health.py", f"http://127.0.0.1:{port}/healthz"]
    try:
        for _ in range(120):
            if subprocess.run(check, capture_output=True, check=False, **program).returncode == 0:
                break
            assert serving.poll() is None, serving.stderr.read()
            time.sleep(0.25)
        page = [*check[:2], f"http://127.0.0.1:{port}/"]
        assert subprocess.run(page, check=False, **program).returncode == 0
        not_ready = [*check[:2], f"http://127.0.0.1:{port}/readyz"]  # nothing is built
        assert subprocess.run(not_ready, capture_output=True, check=False, **program).returncode
    finally:
        serving.send_signal(signal.SIGTERM)
        _, log = serving.communicate(timeout=60)
    assert serving.returncode == 0, log
    assert "0123456789abcdef" not in log
    assert list((Path(program["env"]["SEGUE_HOME"])).iterdir()) == []
