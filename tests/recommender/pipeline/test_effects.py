"""The reasons why parameters change no list of a build."""

from dataclasses import asdict, replace

import numpy as np
import pyarrow as pa
import pytest
from scipy import sparse

from recommender import build_parameters, build_recommendations, build_vectors
from recommender.data.dataset import Dataset
from recommender.data.skips import SessionSkips
from recommender.pipeline.effects import (
    NO_ARTIST,
    NO_AUDIO,
    NO_FIT,
    NO_PLAYLIST,
    NO_SESSION,
    NO_SKIP,
    find_parameters_without_effect,
)
from recommender.scoring.parameters import Parameters

FITTED = {"precision_at_10": 0.2}


@pytest.fixture(scope="module")
def dataset(world):
    found = Dataset.from_tables(**world.tables)
    return replace(found, session_ages=np.zeros(len(found.playlist_keys)))


@pytest.fixture(scope="module")
def skips(dataset):
    keys = dataset.keys.cast(pa.string()).to_pylist()
    played = pa.table({"playlist_id": ["session:1"], "track_id": keys[:1]})
    skipped = pa.table({"playlist_id": ["session:1"], "track_id": keys[1:2]})
    return SessionSkips.from_tables(played, skipped, dataset.keys)


def empty(matrix):
    return sparse.csr_matrix(matrix.shape, dtype=matrix.dtype)


def test_with_all_data_only_the_search_of_large_catalogues_is_idle(dataset, skips, monkeypatch):
    found = find_parameters_without_effect(dataset, skips, Parameters(), FITTED)
    assert found == {"target_recall": "a catalogue of that few tracks is searched exactly"}
    monkeypatch.setattr("recommender.pipeline.effects.FEWEST_CANDIDATES", -10_000)
    assert find_parameters_without_effect(dataset, skips, Parameters(), FITTED) == {}


def test_without_plays_their_half_life_is_idle(world, skips):
    undated = Dataset.from_tables(**world.tables)
    found = find_parameters_without_effect(undated, skips, Parameters(), FITTED)
    assert found["play_half_life_days"] == NO_SESSION


def test_without_playlists_what_is_learned_from_them_is_idle(dataset, skips):
    without = replace(dataset, playlists=empty(dataset.playlists))
    found = find_parameters_without_effect(without, skips, Parameters(), FITTED)
    idle = {name for name, reason in found.items() if reason == NO_PLAYLIST}
    assert {"taste_weight", "popularity_damping", "co_occurrence_weight", "n_dimensions"} <= idle
    assert not {"audio_weight", "artist_weight", "hubness"} & idle


def test_without_artists_their_penalties_are_idle(dataset, skips):
    without = replace(dataset, artists=empty(dataset.artists))
    found = find_parameters_without_effect(without, skips, Parameters(), FITTED)
    assert {name for name, reason in found.items() if reason == NO_ARTIST} == {
        "artist_weight",
        "artist_smoothing",
        "artist_repeat_penalty",
        "cold_seed_artist_repeat_penalty",
        "min_artists",
    }


def test_without_audio_skips_or_a_fit_their_parameters_are_idle(dataset):
    silent = replace(dataset, features=dataset.features * np.nan)
    found = find_parameters_without_effect(silent, None, Parameters(), {})
    assert found["audio_weight"] == NO_AUDIO
    assert found["skip_weight"] == NO_SKIP
    assert {found[name] for name in ("min_coverage", "max_share", "min_artists")} == {NO_FIT}


def test_a_weight_of_0_makes_the_parameters_of_its_contribution_idle(dataset, skips):
    values = Parameters(co_occurrence_weight=0.0)
    found = find_parameters_without_effect(dataset, skips, values, FITTED)
    assert found["co_occurrence_damping"] == "co_occurrence_weight is 0"
    assert "popularity_damping" not in found


def test_the_table_says_it_of_parameters_and_of_no_figure(world):
    few = {**world.tables, "memberships": world.memberships.slice(0, 0)}
    table = build_parameters(**few, parameters={"taste_weight": 0.7, "skip_weight": 0.1})
    rows = {row["parameter"]: row for row in table.to_pylist()}
    assert rows["taste_weight"]["kind"] == "given"
    assert rows["taste_weight"]["no_effect_because"] == NO_PLAYLIST
    assert rows["skip_weight"]["no_effect_because"] == NO_SKIP
    assert rows["hubness"]["no_effect_because"] is None
    assert all(row["no_effect_because"] is None for row in rows.values() if row["kind"] == "figure")


@pytest.mark.parametrize("missing", ["memberships", "artists", "features"])
def test_another_value_of_an_idle_parameter_changes_no_list(world, missing):
    tables = {**world.tables, missing: getattr(world, missing).slice(0, 0)}
    dataset = Dataset.from_tables(**tables)
    start = Parameters()
    idle = find_parameters_without_effect(dataset, None, start, {})
    changed = {
        name: type(value)(2 * value + 1) for name, value in asdict(start).items() if name in idle
    }
    assert changed
    assert build_lists(tables, {**asdict(start), **changed}) == build_lists(tables, asdict(start))


def build_lists(tables, parameters):
    vectors = build_vectors(**tables, parameters=parameters)
    names = ("tracks", "memberships", "artists")
    lists = build_recommendations(vectors, *(tables[name] for name in names), parameters)
    return lists.read_all().drop_columns(["model_version"]).to_pylist()
