"""The half-life of plays is fitted where tastes changed, and nowhere else."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest

from recommender.data.dataset import Dataset
from recommender.embeddings.content import embed_content
from recommender.features import FEATURES
from recommender.scoring.parameters import Parameters
from recommender.tuning.recency import MIN_SESSIONS, fit_half_life

N_TRACKS, N_SCENES, LENGTH = 240, 8, 8


def build_dataset(is_changing: bool, n_sessions: int = 400, days: int = 1000) -> Dataset:
    """Return sessions of scenes; in the last quarter, scenes may be of other tracks."""
    random = np.random.default_rng(8)
    scene = np.arange(N_TRACKS) % N_SCENES
    later = random.permutation(scene)
    members = []
    for number in range(n_sessions):
        of = later if is_changing and number > 0.75 * n_sessions else scene
        tracks = random.choice(np.flatnonzero(of == number % N_SCENES), LENGTH, replace=False)
        day = date(2023, 1, 1) + timedelta(days=number * days // n_sessions)
        members += [(f"session:{number}", f"track{track:03d}", day) for track in tracks]
    playlists, tracks, played = zip(*members, strict=True)
    ids = [f"track{track:03d}" for track in range(N_TRACKS)]
    nothing = pa.array([], pa.string())
    return Dataset.from_tables(
        tracks=pa.table({"track_id": ids}),
        features=pa.table({"track_id": ids, **dict.fromkeys(FEATURES, np.zeros(len(ids)))}),
        memberships=pa.table({"playlist_id": playlists, "track_id": tracks, "played_on": played}),
        artists=pa.table({"track_id": nothing, "artist_id": nothing}),
        genres=pa.table({"track_id": nothing, "genre": nothing}),
    )


def fit(dataset: Dataset, **given: float):
    start = replace(Parameters(n_dimensions=16, co_occurrence_weight=0.1), **given)
    return fit_half_life(dataset, *embed_content(dataset), start, given)


def test_where_tastes_changed_old_sessions_count_less():
    parameters, values = fit(build_dataset(is_changing=True))
    assert parameters.play_half_life_days > 0
    before = values["newest_session_precision_at_10_without_recency"]
    assert values["newest_session_precision_at_10"] > 1.05 * before


def test_where_tastes_stay_all_sessions_count_the_same():
    parameters, values = fit(build_dataset(is_changing=False))
    assert parameters.play_half_life_days == 0
    assert values["newest_sessions"] > 50


def test_a_given_half_life_stays():
    assert fit(build_dataset(True), play_half_life_days=70.0)[0].play_half_life_days == 70


@pytest.mark.parametrize("few", [{"n_sessions": MIN_SESSIONS - 1}, {"days": 170}])
def test_few_sessions_or_days_decide_nothing(few):
    parameters, values = fit(build_dataset(True, **few))
    assert (parameters.play_half_life_days, values) == (0, {})
