"""Reasons say only what contributions and features say."""

from typing import Any

import pytest

from api.reasons import MAX_REASONS, Facts, reasons_for
from api.schemas import Artist, AudioFeatures, Contributions, TrackSummary

NOTHING = dict.fromkeys(AudioFeatures.model_fields)


def facts(
    name: str | None = "Song", artists: tuple[str, ...] = ("a",), popularity: int | None = None,
    fallback: str | None = "none", **features: Any,
) -> Facts:  # fmt: skip
    track = TrackSummary(
        track_id=f"id of {name}", track_name=name,
        artists=[Artist(artist_id=each, artist_name=each.upper()) for each in artists],
        album=None, track_popularity=popularity, track_release_date=None, duration_ms=None,
        is_explicit=None, spotify_url=None,
    )  # fmt: skip
    return Facts(track, AudioFeatures(**{**NOTHING, **features}) if features else None, fallback)


def contributions(**shares: float) -> Contributions:
    return Contributions(**{**dict.fromkeys(Contributions.model_fields, 0.0), **shares})


def test_the_largest_contribution_comes_first_and_none_without_one():
    shares = contributions(prior=0.1, artist=0.3, taste=0.2)
    assert reasons_for(shares, facts("Hello"), facts("Skyfall", popularity=70)) == [
        "same artist",
        "found in playlists like those of Hello",
        "popular: 70 of 100",
    ]
    assert reasons_for(contributions(artist=0.3), facts(), facts()) == ["same artist"]


def test_tracks_of_one_playlist_are_said_to_be_and_nothing_vaguer_beside_it():
    shares = contributions(co_occurrence=0.1, artist=0.25, taste=0.2)
    assert reasons_for(shares, facts("Hello"), facts("Skyfall")) == [
        "listed together with Hello",
        "same artist",
    ]


def test_an_artist_that_is_not_shared_is_only_related():
    shares = contributions(artist=0.3)
    assert reasons_for(shares, facts(artists=("a",)), facts(artists=("b",))) == ["related artist"]
    found = facts(artists=("b", "a"))
    assert reasons_for(shares, facts(artists=("a",)), found) == ["same artist, A"]


@pytest.mark.parametrize(
    ("seed", "found", "said"),
    [
        ({"energy": 0.5, "valence": 0.5}, {"energy": 0.55, "valence": 0.45},
         ["similar energy and mood"]),
        ({"energy": 0.5, "valence": 0.5}, {"energy": 0.55, "valence": 0.9}, ["similar energy"]),
        ({"energy": 0.5, "valence": 0.5}, {"energy": 0.9, "valence": 0.5}, ["similar mood"]),
        ({"tempo": 120.2}, {"tempo": 117.9}, ["118 BPM beside 120"]),
        ({"tempo": 120.0}, {"tempo": 126.0}, ["alike in sound overall"]),
        ({"tempo": 0.0}, {"tempo": 0.0}, ["alike in sound overall"]),
        ({"acousticness": 0.9}, {"acousticness": 0.8}, ["both acoustic"]),
        ({"danceability": 0.9}, {"danceability": 0.6}, ["alike in sound overall"]),
        ({"instrumentalness": 0.9, "danceability": 0.8, "energy": 0.5},
         {"instrumentalness": 0.8, "danceability": 0.9, "energy": 0.5},
         ["similar energy", "both danceable"]),
    ],
)  # fmt: skip
def test_sound_is_told_by_the_features_of_both(seed, found, said):
    assert reasons_for(contributions(sound=0.4), facts(**seed), facts(**found)) == said


def test_sound_says_nothing_about_a_track_without_features():
    assert reasons_for(contributions(sound=0.4), facts(), facts(energy=0.5)) == [
        "the nearest of what is left"
    ]


@pytest.mark.parametrize(
    ("seed", "found", "said"),
    [
        ("none", "artist", "its artist is found in playlists like those of Hello"),
        ("artist", "none", "found in playlists like those of A"),
        ("none", "genre", "its genre is found in playlists like those of Hello"),
        ("none", "sound", "the nearest of what is left"),
        (None, "none", "the nearest of what is left"),
    ],
)
def test_a_taste_that_was_filled_in_is_told_as_what_it_is(seed, found, said):
    reasons = reasons_for(
        contributions(taste=0.2), facts("Hello", fallback=seed), facts(fallback=found)
    )
    assert reasons == [said]


def test_popularity_is_told_only_of_what_is_popular():
    shares = contributions(prior=0.2)
    assert reasons_for(shares, facts(), facts(popularity=85)) == ["popular: 85 of 100"]
    assert reasons_for(shares, facts(), facts(popularity=20)) == ["the nearest of what is left"]


def test_there_are_never_more_than_three_and_what_lowers_the_score_is_no_reason():
    shares = contributions(sound=0.5, taste=0.4, artist=0.3, co_occurrence=0.2, prior=-0.1)
    track = facts(energy=0.5, valence=0.5, tempo=100.0, popularity=99)
    reasons = reasons_for(shares, track, track)
    assert len(reasons) == MAX_REASONS
    assert "popular: 99 of 100" not in reasons
    all_negative = contributions(sound=-0.5)
    assert reasons_for(all_negative, track, track) == ["the nearest of what is left"]


def test_a_track_without_a_name_is_spoken_of_all_the_same():
    reasons = reasons_for(contributions(co_occurrence=1.0), facts(None), facts())
    assert reasons == ["listed together with this track"]
