"""One key per home, also with concurrent processes."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from api.http.secret_key import load_secret_key


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path):
    home = tmp_path / "not" / "yet"
    key = load_secret_key(home)
    assert len(key) >= 48
    assert load_secret_key(home) == key
    assert (home / "secret_key").stat().st_mode & 0o777 == 0o600


def test_concurrent_processes_get_one_key(tmp_path: Path):
    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(load_secret_key, [tmp_path] * 8))) == 1


def test_two_homes_have_two_keys(tmp_path: Path):
    assert load_secret_key(tmp_path / "a") != load_secret_key(tmp_path / "b")


def test_a_half_written_key_of_a_killed_process_is_not_used(tmp_path: Path):
    (tmp_path / "secret_key.new").write_text("half")
    assert load_secret_key(tmp_path) != "half"
