"""Progress has a count and a rate, on a terminal and elsewhere."""

import io
import re

import pytest
from rich.console import Console

from segue import progress


def test_a_terminal_shows_the_count_and_the_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.StringIO()
    terminal = Console(file=shown, force_terminal=True, width=120, color_system=None)
    monkeypatch.setattr(progress, "Console", lambda **_: terminal)
    with progress.progress("ingest tracks", total=3000) as counter:
        for _ in range(3):
            counter.advance(1000)
    assert "ingest tracks" in shown.getvalue()
    assert re.search(r"3000/3000 [\d,]+/s", shown.getvalue())


def test_outside_a_terminal_a_line_has_the_count_and_the_rate(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with progress.progress("ingest tracks") as counter:
        counter.advance(2500)
    assert re.fullmatch(r"ingest tracks: 2,500 \([\d,]+/s\)\n", capsys.readouterr().err)
