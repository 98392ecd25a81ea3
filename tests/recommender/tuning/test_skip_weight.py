"""The weight of skips follows what held-out sessions show: much, nothing, or the default."""

from dataclasses import replace

import numpy as np
import pyarrow as pa

from recommender.data.dataset import Dataset
from recommender.data.skips import SessionSkips
from recommender.embeddings.content import embed_content
from recommender.features import FEATURES
from recommender.scoring.parameters import Parameters
from recommender.tuning.skips import fit_skip_weight

N_SCENES, N_TRACKS = 4, 30  # of each scene
N_UNLOVED = 10  # of each scene: in playlists like the others
PLAYLIST_LENGTH, SESSION_LENGTH, N_SKIPPED = 15, 8, 4


def track_ids(tracks) -> list[str]:
    return [f"track{track:03d}" for track in tracks]


def build_tables(has_meaning: bool, n_sessions: int = 60) -> tuple[Dataset, pa.Table, pa.Table]:
    """Return playlists and sessions of scenes, in which skips hit unloved tracks or any."""
    random = np.random.default_rng(5)
    members, skips = [], []
    for number in range(200):
        scene = number % N_SCENES * N_TRACKS
        chosen = scene + random.permutation(N_TRACKS)[:PLAYLIST_LENGTH]
        members += [(f"playlist{number}", track) for track in track_ids(chosen)]
    for number in range(n_sessions):
        tracks = number % N_SCENES * N_TRACKS + np.arange(N_TRACKS)
        unloved, loved = np.split(tracks, [N_UNLOVED])
        heard = random.permutation(loved if has_meaning else tracks)[:SESSION_LENGTH]
        others = np.setdiff1d(unloved if has_meaning else tracks, heard)
        skipped = random.permutation(others)[:N_SKIPPED]
        members += [(f"session:{number}", track) for track in track_ids(heard)]
        skips += [(f"session:{number}", track) for track in track_ids(skipped)]
    ids = track_ids(range(N_SCENES * N_TRACKS))
    nothing = pa.array([], pa.string())
    dataset = Dataset.from_tables(
        tracks=pa.table({"track_id": ids}),
        features=pa.table({"track_id": ids, **dict.fromkeys(FEATURES, np.zeros(len(ids)))}),
        memberships=to_table(members),
        artists=pa.table({"track_id": nothing, "artist_id": nothing}),
        genres=pa.table({"track_id": nothing, "genre": nothing}),
    )
    return dataset, to_table(members), to_table(skips)


def to_table(pairs: list[tuple[str, str]]) -> pa.Table:
    playlists, tracks = zip(*pairs, strict=True)
    return pa.table({"playlist_id": playlists, "track_id": tracks})


def fit(dataset: Dataset, memberships: pa.Table, skips: pa.Table, **given: float):
    by_session = SessionSkips.from_tables(memberships, skips, dataset.keys)
    start = replace(Parameters(n_dimensions=8), **given)
    return fit_skip_weight(dataset, *embed_content(dataset), start, by_session, given)


def test_skips_that_hit_the_same_tracks_get_a_weight():
    parameters, values = fit(*build_tables(has_meaning=True))
    assert parameters.skip_weight > 0
    before, after = (
        values["session_precision_at_10_without_skips"], values["session_precision_at_10"],
    )  # fmt: skip
    assert after > 1.1 * before


def test_skips_at_random_get_none():
    parameters, values = fit(*build_tables(has_meaning=False))
    assert parameters.skip_weight == 0
    assert values["session_precision_at_10"] == values["session_precision_at_10_without_skips"]


def test_a_given_weight_stays():
    assert fit(*build_tables(has_meaning=True), skip_weight=0.03)[0].skip_weight == 0.03


def test_fewer_than_twenty_sessions_decide_nothing():
    parameters, values = fit(*build_tables(has_meaning=True, n_sessions=19))
    assert (parameters.skip_weight, values) == (0, {})


def test_fewer_than_a_hundred_skips_decide_nothing():
    dataset, memberships, skips = build_tables(has_meaning=True)
    parameters, values = fit(dataset, memberships, skips.slice(0, 99))
    assert (parameters.skip_weight, values) == (0, {})
