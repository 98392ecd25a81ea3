"""Exponents and pictures of growth, from the figures that benchmarks record."""

import json
from xml.etree import ElementTree

import pytest

from benchmarks.growth import draw_growth, exponent, find_series
from benchmarks.records import FILE, record


@pytest.mark.parametrize("power", [0.5, 1.0, 1.3])
def test_the_exponent_is_the_power_of_the_size(power):
    assert exponent([(size, 7 * size**power) for size in (10, 1000, 50_000)]) == pytest.approx(
        power
    )


def test_a_series_is_of_one_work_in_cpu_seconds_at_several_sizes(tmp_path, monkeypatch):
    file = tmp_path / "records"
    monkeypatch.setenv(FILE, str(file))
    for size in (1000, 100):
        record("build", "from empty", "CPU s", size / 50, size)
        record("build", "from empty", "rows of the first", 0.5, size)
    record("build", "nothing new", "CPU s", 3, 100)
    figures = [json.loads(line) for line in file.read_text().splitlines()]
    assert find_series(figures) == {"from empty": [(100, 2.0), (1000, 20.0)]}


def test_a_figure_is_recorded_with_four_digits(tmp_path, monkeypatch):
    monkeypatch.setenv(FILE, str(tmp_path / "records"))
    record("ingest", "tracks", "rows a second, times those of copy", 0.573_219_4, 200_000)
    assert json.loads((tmp_path / "records").read_text()) == {
        "benchmark": "ingest", "work": "tracks", "size": 200_000, "value": 0.5732,
        "measure": "rows a second, times those of copy",
    }  # fmt: skip


def test_nothing_is_recorded_by_hand(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(FILE, raising=False)
    record("ingest", "tracks", "recall", 1)
    assert list(tmp_path.iterdir()) == []


def test_a_picture_has_a_line_for_each_work_with_its_exponent():
    drawn = ElementTree.fromstring(draw_growth("build", {
        "from empty": [(100, 1.0), (10_000, 100.0)], "nothing new": [(100, 3.0), (10_000, 3.0)],
    }))  # fmt: skip
    texts = [text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert "from empty (1.00)" in texts
    assert "nothing new (0.00)" in texts
    lines = list(drawn.iter("{http://www.w3.org/2000/svg}polyline"))
    (x0, y0), (x1, y1) = (map(float, one.split(",")) for one in lines[0].get("points").split())
    assert x1 > x0
    assert y1 < y0  # more seconds are higher up


def test_the_scales_name_their_decades():
    drawn = draw_growth("search", {"of scenes": [(30_000, 0.02), (1_000_000, 0.9)]})
    for name in ("10,000", "1,000,000", "0.01", "1"):
        assert f">{name}</text>" in drawn
