"""The gate on real music: no baseline is better than the default model on two real files.

For time, the weights are fitted in an eighth of a build's trials and the parameters of the vectors
are the defaults, which makes it harder for the default model; the tuned baselines have the
parameters that their tuning chooses on these files, and of the sixty playlists half of the tracks
are taken. `python -m benchmarks.quality` measures whole files with whole fits and tuning.
"""

import zlib

import pyarrow as pa
import pytest

from benchmarks.quality_data import archive, songs
from recommender.evaluation import tuned_baselines
from recommender.evaluation.evaluate import DEFAULT_MODEL, JUDGED, compare_with_best, evaluate
from recommender.evaluation.tuned_baselines import ALSParameters
from tests.conftest import quick_fit


@pytest.fixture(autouse=True)
def _quick_fit():
    with quick_fit(part=8, tries_vectors=False):
        yield


def take_chosen(monkeypatch, *als, ease):
    """Leave only these of the parameters that the tuned baselines try."""
    assert set(als) <= set(tuned_baselines.ALS_GRID) and ease in tuned_baselines.EASE_GRID
    monkeypatch.setattr(tuned_baselines, "ALS_GRID", als)
    monkeypatch.setattr(tuned_baselines, "EASE_GRID", (ease,))


def cells(found):
    return {(f.stratum, f.metric, f.method): f for f in found.values}


def half(tables):
    """Return the tables with half of the tracks, whichever these are."""

    def is_kept(track_id):
        return zlib.crc32(track_id.encode()) % 2 == 0

    return {
        name: table.filter(pa.array(map(is_kept, table["track_id"].to_pylist()), pa.bool_()))
        if "track_id" in table.column_names
        else table
        for name, table in tables.items()
    }


def test_no_baseline_is_better_on_the_real_file(shared_data, monkeypatch):
    take_chosen(monkeypatch, ALSParameters(128, 10.0, 20.0), ease=1000.0)
    found = cells(evaluate(songs(shared_data / "spotify_songs.csv.gz"), None, 300, 30))
    assert found["all", "precision_at_10", DEFAULT_MODEL].value >= 0.18
    for (stratum, metric, method), figure in found.items():
        if (stratum, metric) in JUDGED and method != DEFAULT_MODEL:
            assert figure.is_better == "no", (method, figure)
    best = compare_with_best(found.values())
    assert set(best) == set(JUDGED)
    assert all(figure.difference_upper < 0 for figure in best.values())


def test_no_baseline_with_as_many_tracks_is_clearly_better_on_sixty_playlists(
    shared_data, monkeypatch
):
    """From one seed, popularity alone is right once in five: eleven tracks for everyone."""
    by_playlist, by_time = ALSParameters(128, 30.0, 20.0), ALSParameters(64, 1.0, 5.0)
    take_chosen(monkeypatch, by_time, by_playlist, ease=200.0)
    tables = half(archive(shared_data / "archive_60_added_removed.parquet"))
    found = cells(evaluate(tables, None, 300, 40))
    different_tracks = {
        key[2]: f.value for key, f in found.items() if key[:2] == ("lists", "different_tracks")
    }
    strata = ("random_half", "later")  # the file does not say how the playlists are ordered
    ours = [(stratum, metric) for stratum in strata for metric in ("r_precision", "ndcg")]
    for (stratum, metric, method), figure in found.items():
        is_judged = (stratum, metric) in ours
        if (stratum, metric) == ("all", "precision_at_10"):
            is_judged = different_tracks[method] >= different_tracks[DEFAULT_MODEL]
        if is_judged and method != DEFAULT_MODEL:
            assert figure.is_better != "yes", (method, figure)
    best = compare_with_best(found.values(), ours)
    assert set(best) == set(ours)
    assert all(best["later", metric].is_better == "no" for metric in ("r_precision", "ndcg"))
