"""The rules of `recording_identities`, on pairs labelled by hand, and the rows of the owner."""

import pytest

import ingestion
from benchmarks.identity import (
    CANONICAL,
    find_errors,
    load_pairs,
    read_identities,
    read_pairs,
    score_pairs,
)

BUILD = ("run", "--select", "+recording_identities")


@pytest.fixture(scope="module")
def pairs():
    return read_pairs()


@pytest.fixture(scope="module")
def built(history, pairs):
    load_pairs(history.url, pairs)
    assert ingestion.run("musicbrainz", [CANONICAL], history.url).exit_code == 0
    assert history.dbt("seed").success
    outcome = history.dbt(*BUILD)
    assert outcome.success, outcome.log[-3000:]
    return history


@pytest.fixture(scope="module")
def identities(built):
    return read_identities(built.url)


def test_there_are_three_hundred_pairs_of_tracks_that_stand_once(pairs):
    assert len(pairs) >= 300
    assert {pair.label for pair in pairs} == {"recording", "song", "other"}
    ids = [track_id for pair in pairs for track_id in pair.ids]
    assert len(ids) == len(set(ids))


def test_what_the_rules_join_is_one(pairs, identities):
    recordings, songs = score_pairs(pairs, identities)["all"]
    wrong = find_errors(pairs, identities)
    assert recordings.precision >= 0.99, wrong
    assert recordings.recall >= 0.95, wrong
    assert songs.precision >= 0.99, wrong
    assert songs.recall >= 0.95, wrong


def test_no_track_of_homonyms_placeholders_or_covers_is_joined(pairs, identities):
    scores = score_pairs(pairs, identities)
    for kind in ("homonym", "cover", "placeholder", "karaoke", "same words"):
        recordings, songs = scores[kind]
        assert recordings.n_joined == recordings.n_right, kind
        assert songs.n_joined == songs.n_right, kind


def test_each_rule_joins_and_has_the_confidence_of_its_row(built):
    rows = dict(built.query("select distinct rule, confidence from marts.recording_identities"))
    assert rows == {
        "track_id": 1, "isrc": 0.99, "recording_mbid": 0.98, "names_and_duration": 0.97,
        "canonical_names": 0.95, "names": 0.9, "transliterated_names": 0.85,
    }  # fmt: skip


def test_the_track_that_stands_for_a_recording_has_an_id(built):
    only_named = """
        select count(*) from marts.recording_identities as identities
        where canonical_track_id like 'name:%' and exists (
            select from marts.recording_identities as others
            where others.canonical_track_id = identities.canonical_track_id
            and others.track_id not like 'name:%')
    """
    assert built.query(only_named) == [(0,)]


def test_the_owner_undoes_a_join_and_forces_another(built, pairs, identities):
    joined = next(pair for pair in pairs if pair.kind == "remaster")
    apart = next(pair for pair in pairs if pair.kind == "cover")
    first, other = joined.ids
    assert identities[first][0] == identities[other][0]
    built.query(f"""
        insert into staging.identity_overrides values
            ('{first}', '{other}', false), ('{apart.ids[0]}', '{apart.ids[1]}', true)
    """)
    try:
        assert built.dbt(*BUILD, "--full-refresh").success
        found = read_identities(built.url)
        assert found[first][:2] == (first, first)
        assert found[other][0] == other
        assert found[apart.ids[0]][0] == found[apart.ids[1]][0]
        assert "owner" in (found[apart.ids[0]][2], found[apart.ids[1]][2])
        others = set(identities) - {first, other, *apart.ids}
        assert {key: found[key] for key in others} == {key: identities[key] for key in others}
        kept = ("test", "--select", "assert_tracks_kept_apart_are_apart")
        assert built.dbt(*kept).success
        built.query(f"insert into staging.identity_overrides values ('{other}', '{first}', true)")
        assert built.dbt(*BUILD, "--full-refresh").success
        assert not built.dbt(*kept).success  # the rows contradict each other
    finally:
        built.query("delete from staging.identity_overrides")
