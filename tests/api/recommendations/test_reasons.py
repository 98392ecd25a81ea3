"""Reasons say only what contributions and features say."""

from typing import Any

import pytest

from api.recommendations.reasons import (
    MAX_REASONS,
    AudioValues,
    ContributionValues,
    ReasonAnchor,
    ReasonAnchors,
    TrackFacts,
    build_named_anchor,
    build_reasons,
)
from api.tracks.catalogue import CachedSummary

NEAREST = ["the nearest of what is left"]


def facts(
    name: str | None = "Song", artists: tuple[str, ...] = ("a",), popularity: int | None = None,
    cold_start_source: str | None = "none", **features: Any,
) -> TrackFacts:  # fmt: skip
    track = CachedSummary(name, popularity, tuple((each, each.upper()) for each in artists))
    return TrackFacts(track, AudioValues(**features) if features else None, cold_start_source)


def reasons(found: TrackFacts, about: ReasonAnchors, **shares: float) -> list[str]:
    return build_reasons(ContributionValues(**shares), about, found)


def of(seed: TrackFacts, **counted: Any) -> ReasonAnchors:
    """Return the seed as the anchor of every kind, without a name."""
    one = ReasonAnchor(seed)
    return ReasonAnchors(audio=one, taste=one, artist=one, playlist=one, session=one, **counted)


def test_the_largest_contribution_comes_first_and_none_without_one():
    about, found = of(facts("Hello")), facts("Skyfall", popularity=70)
    assert reasons(found, about, popularity=0.1, artist=0.3, taste=0.2) == [
        "same artist",
        "found in playlists like those of Hello",
        "popular: 70 of 100",
    ]
    assert reasons(found, about, artist=0.3) == ["same artist"]


@pytest.mark.parametrize(
    ("counted", "phrases"),
    [
        ({"n_playlists": 12}, "12 playlists hold both"),
        ({"n_playlists": 1}, "1 playlist holds both"),
        ({"n_playlists": 1_200, "n_sessions": 4}, "1,200 playlists hold both"),
        ({"n_sessions": 1}, "both played in one session"),
        ({"n_sessions": 3}, "both played in one session, 3 times"),
        ({}, "found in playlists like those of Hello"),
    ],
)
def test_shared_playlists_are_counted_and_replace_vaguer_reasons(counted, phrases):
    about = of(facts("Hello"), **counted)
    assert reasons(facts("Skyfall"), about, taste=0.2, co_occurrence=0.1, artist=0.25) == [
        phrases,
        "same artist",
    ]


@pytest.mark.parametrize(
    ("is_liked", "n_more", "phrase"),
    [
        (False, 0, "12 playlists hold it and Hello"),
        (False, 1, "12 playlists hold it and Hello, and 1 more of the seeds is listed with it"),
        (False, 4, "12 playlists hold it and Hello, and 4 more of the seeds are listed with it"),
        (True, 0, "12 playlists hold it and Hello, which you liked"),
        (True, 2, "12 playlists hold it and Hello, which you liked, and 2 more of your likes are"
         " listed with it"),
    ],
)  # fmt: skip
def test_of_several_seeds_the_anchor_is_named(is_liked, n_more, phrase):
    one = build_named_anchor(facts("Hello"), is_liked)
    about = ReasonAnchors(playlist=one, n_playlists=12, n_more=n_more)
    assert reasons(facts("Skyfall"), about, co_occurrence=0.1) == [phrase]


def test_every_kind_of_reason_names_its_own_seed():
    song = facts("Hello", ("a",), energy=0.5)
    about = ReasonAnchors(
        audio=build_named_anchor(song, is_liked=False),
        taste=build_named_anchor(facts("Skyfall"), is_liked=True),
        artist=build_named_anchor(facts("Rolling", ("b",)), is_liked=False),
    )
    found = facts("Someone", ("b",), energy=0.5)
    assert reasons(found, about, audio=0.3, taste=0.2, artist=0.1) == [
        "same energy, like Hello",
        "found in playlists like those of Skyfall, which you liked",
        "same artist as Rolling",
    ]
    together = ReasonAnchors(session=build_named_anchor(song, is_liked=False), n_sessions=2)
    assert reasons(found, together, taste=0.1) == ["played in one session with Hello, 2 times"]


def test_the_same_artist_is_a_reason_only_if_an_artist_is_shared():
    assert reasons(facts("B", ("b",)), of(facts("A", ("a",))), artist=0.3) == NEAREST
    found = facts(artists=("b", "a"))
    assert reasons(found, of(facts(artists=("a",))), artist=0.3) == ["same artist, A"]


@pytest.mark.parametrize(
    ("seed", "found", "phrases"),
    [
        ({"energy": 0.5, "valence": 0.5}, {"energy": 0.52, "valence": 0.46},
         ["same energy and mood"]),
        ({"energy": 0.5, "valence": 0.5}, {"energy": 0.52, "valence": 0.42},
         ["similar energy and mood"]),
        ({"energy": 0.5, "valence": 0.5}, {"energy": 0.58, "valence": 0.9}, ["similar energy"]),
        ({"energy": 0.5, "valence": 0.5}, {"energy": 0.9, "valence": 0.5}, ["same mood"]),
        ({"tempo": 120.2}, {"tempo": 117.9}, ["118 BPM beside 120"]),
        ({"tempo": 120.0}, {"tempo": 126.0}, NEAREST),
        ({"tempo": 0.0}, {"tempo": 0.0}, NEAREST),
        ({"acousticness": 0.9}, {"acousticness": 0.8}, ["both acoustic"]),
        ({"danceability": 0.9}, {"danceability": 0.6}, NEAREST),
        ({"instrumentalness": 0.9, "danceability": 0.8, "energy": 0.5},
         {"instrumentalness": 0.8, "danceability": 0.9, "energy": 0.5},
         ["same energy", "both danceable"]),
    ],
)  # fmt: skip
def test_audio_reasons_come_from_the_features_of_both_tracks(seed, found, phrases):
    assert reasons(facts(**found), of(facts(**seed)), audio=0.4) == phrases


def test_similar_overall_audio_is_a_reason_only_without_a_more_precise_one():
    seed, found = facts(energy=0.1, tempo=90.0), facts(energy=0.9, tempo=150.0)
    assert reasons(found, of(seed, is_similar_audio=True), audio=0.4) == ["alike in sound overall"]
    assert reasons(found, of(seed, is_similar_audio=False), audio=0.4) == NEAREST
    assert reasons(seed, of(seed, is_similar_audio=True), audio=0.4) == [
        "same energy", "90 BPM beside 90",
    ]  # fmt: skip


def test_a_track_without_features_has_no_audio_reason():
    assert reasons(facts(energy=0.5), of(facts(), is_similar_audio=True), audio=0.4) == NEAREST


@pytest.mark.parametrize(
    ("seed", "found", "phrase"),
    [
        ("none", "artist", "its artist is found in playlists like those of Hello"),
        ("artist", "none", "found in playlists like those of A"),
        ("none", "genre", "its genre is found in playlists like those of Hello"),
        ("genre", "none", "found in playlists like those of the genre of Hello"),
        ("none", "audio", "the nearest of what is left"),
        (None, "none", "the nearest of what is left"),
    ],
)
def test_a_taste_vector_of_the_artist_or_genre_is_named_as_such(seed, found, phrase):
    about = of(facts("Hello", cold_start_source=seed))
    assert reasons(facts(cold_start_source=found), about, taste=0.2) == [phrase]


def test_popularity_is_a_reason_only_for_popular_tracks():
    assert reasons(facts(popularity=85), of(facts()), popularity=0.2) == ["popular: 85 of 100"]
    assert reasons(facts(popularity=20), of(facts()), popularity=0.2) == NEAREST


def test_at_most_three_reasons_and_none_for_a_negative_contribution():
    track = facts(energy=0.5, valence=0.5, tempo=100.0, popularity=99)
    about = of(track, n_playlists=3)
    phrases = reasons(
        track, about, audio=0.5, taste=0.4, artist=0.3, co_occurrence=0.2, popularity=-0.1
    )
    assert len(phrases) == MAX_REASONS
    assert "popular: 99 of 100" not in phrases
    assert reasons(track, about, audio=-0.5) == NEAREST


def test_a_song_without_a_title_has_reasons_too():
    about = of(facts(None))
    assert reasons(facts(), about, taste=1.0) == ["found in playlists like those of this track"]
    about = ReasonAnchors(playlist=build_named_anchor(facts(None), is_liked=False), n_playlists=2)
    assert reasons(facts(), about, taste=1.0) == ["2 playlists hold it and a song without a title"]
