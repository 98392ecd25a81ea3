"""A load or a build waits for another one: of the same home, and of the same database."""

import threading
import time

import pytest

from segue.locks import hold_lock


@pytest.mark.parametrize("work", ["ingest", "build"])
@pytest.mark.parametrize("is_same_home", [True, False])
def test_work_waits_for_work_of_its_kind(work, is_same_home, database_url, tmp_path, caplog):
    entered, order = threading.Event(), []

    def wait_and_enter():
        other = tmp_path if is_same_home else tmp_path / "other"
        with hold_lock(work, database_url, other):
            order.append("second")
            entered.set()

    with hold_lock(work, database_url, tmp_path):
        thread = threading.Thread(target=wait_and_enter)
        thread.start()
        end = time.monotonic() + 60
        while "waiting for its end" not in caplog.text and time.monotonic() < end:
            time.sleep(0.05)
        assert f"another {work} is" in caplog.text
        assert not entered.is_set()
        order.append("first")
    thread.join(60)
    assert order == ["first", "second"]


def test_a_load_and_a_build_do_not_wait_for_each_other(database_url, tmp_path):
    with (
        hold_lock("ingest", database_url, tmp_path / "a"),
        hold_lock("build", database_url, tmp_path / "b") as connection,
    ):
        assert connection.execute("select 1").fetchone() == (1,)
