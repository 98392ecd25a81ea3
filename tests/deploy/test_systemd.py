"""systemd's own checks of the units, on copies whose paths lead to this project."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from segue.settings import PROJECT_ROOT

UNITS = PROJECT_ROOT / "deploy" / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
# systemd's measure from 0 (no rights at all) to 10; a unit without hardening has 9.6
MOST_EXPOSURE = 40  # tenths


@pytest.fixture(scope="module")
def analyze() -> str:
    found = shutil.which("systemd-analyze")
    if found is None:
        pytest.skip("expected the program systemd-analyze, got none")
    return found


@pytest.fixture(scope="module")
def units(tmp_path_factory) -> Path:
    """Return a folder with the units, whose programs are those of this project."""
    folder = tmp_path_factory.mktemp("units")
    for unit in UNITS.iterdir():
        text = unit.read_text().replace("/opt/segue/.venv/bin", str(Path(sys.executable).parent))
        (folder / unit.name).write_text(text.replace("/opt/segue", str(PROJECT_ROOT)))
    for service in ("segue-api", "segue-pipeline"):
        override = folder / f"{service}.service.d"
        override.mkdir()
        shutil.copy(folder / "own-database.conf", override)
    return folder


@pytest.mark.parametrize(
    "unit", [*SERVICES, *UNITS.glob("*.timer"), *UNITS.glob("*.path")], ids=lambda unit: unit.name
)
def test_systemd_understands_the_unit(analyze, units, unit):
    done = subprocess.run(
        [analyze, "verify", "--man=no", str(units / unit.name)],
        capture_output=True, text=True, check=False, env={"SYSTEMD_UNIT_PATH": f"{units}:"},
    )  # fmt: skip
    ours = [line for line in done.stderr.splitlines() if "segue" in line]
    assert ours == []


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_service_has_few_rights(analyze, units, unit):
    done = subprocess.run(
        [analyze, "security", "--offline=true", f"--threshold={MOST_EXPOSURE}", "--no-pager",
         str(units / unit.name)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_service_reads_its_secrets_from_credentials_and_is_no_root(unit):
    text = unit.read_text()
    assert "User=segue\n" in text
    assert "ProtectSystem=strict\n" in text
    assert "PASSWORD" not in text
    assert "DATABASE_URL=" not in text


def test_every_timer_has_its_service():
    for timer in UNITS.glob("*.timer"):
        assert timer.with_suffix(".service").exists()
