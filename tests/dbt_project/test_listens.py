"""Listens of ListenBrainz and Last.fm in the warehouse: plays, sessions, and each play once."""

import json
import zipfile

import pytest

import ingestion
from tests.ingestion.servers.listenbrainz import build_listen

T = 1_714_557_600  # 2024-05-01 10:00:00 UTC
SPOTIFY = "7listenlistenlistenli7"
MARTS = ("fact_plays", "training_memberships", "saved_tracks", "banned_tracks")
BUILD = ("build", "--exclude-resource-type", "unit_test", "test", "--select")
PLAYS = """
    select source, track_name, track_id is not null, is_listened from marts.fact_plays
    order by played_at
"""


def write_export(path):
    """Write six listens: two sessions, one listen of each also played by Spotify's export."""
    by_id = {"spotify_id": f"https://open.spotify.com/track/{SPOTIFY}"}
    listens = [
        build_listen(T, 1), build_listen(T + 200, 2), build_listen(T + 400, 3, **by_id),
        build_listen(T + 90_000, 1), build_listen(T + 90_200, 4), build_listen(T + 90_400, 2),
    ]  # fmt: skip
    feedback = [
        {"recording_msid": listens[0]["recording_msid"], "score": 1, "created": T},
        {"recording_msid": listens[4]["recording_msid"], "score": -1, "created": T},
    ]
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("user.json", "{}")
        packed.writestr("listens/2024/5.jsonl", "\n".join(map(json.dumps, listens)))
        packed.writestr("feedback.jsonl", "\n".join(map(json.dumps, feedback)))


def write_history(path):
    """Write the same plays of Song 2 (by its names) and Song 3 (by its id), at their ends."""
    plays = [
        {"ts": "2024-05-01T10:06:21Z", "ms_played": 180_000,
         "master_metadata_track_name": "SONG 2", "master_metadata_album_artist_name": "Artist 2",
         "spotify_track_uri": "spotify:track:8listenlistenlistenli8"},
        {"ts": "2024-05-01T10:09:42Z", "ms_played": 180_000,
         "master_metadata_track_name": "Song 3 - Live", "master_metadata_album_artist_name": "A3",
         "spotify_track_uri": f"spotify:track:{SPOTIFY}"},
    ]  # fmt: skip
    path.write_text(json.dumps(plays))


def write_scrobbles(path):
    """Write a table without seconds: two listens that ListenBrainz has, and two of another day."""
    rows = [("Song 1", 1, T), ("Song 2", 2, T + 90_380)]
    rows += [("Song 9", 2, T + second) for second in (200_000, 200_200)]
    lines = [f"{second},Artist {artist},{song}" for song, artist, second in rows]
    path.write_text("\n".join(["uts,artist,track", *lines]) + "\n")


@pytest.fixture(scope="module")
def built(history, tmp_path_factory):
    folder = tmp_path_factory.mktemp("listens")
    write_export(folder / "export.zip")
    write_history(folder / "Streaming_History_Audio_2024_1.json")
    write_scrobbles(folder / "scrobbles.csv")
    for source, path in (
        ("listenbrainz", folder / "export.zip"),
        ("history", folder / "Streaming_History_Audio_2024_1.json"),
        ("lastfm", folder / "scrobbles.csv"),
    ):
        assert ingestion.run(source, [path], history.url).exit_code == 0
    outcome = history.dbt(*BUILD, *(f"+{mart}" for mart in MARTS))
    assert outcome.success, outcome.log[-3000:]
    return history


def test_a_listen_that_a_better_source_has_is_one_play(built):
    assert built.query(PLAYS) == [
        ("listenbrainz", "Song 1", True, True),
        ("history", "SONG 2", True, True),
        ("history", "Song 3 - Live", True, True),
        ("listenbrainz", "Song 1", True, True),
        ("listenbrainz", "Song 4", True, True),
        ("listenbrainz", "Song 2", True, True),
        ("lastfm", "Song 9", True, True),
        ("lastfm", "Song 9", True, True),
    ]


def test_a_listen_by_names_is_of_the_track_that_has_an_id(built):
    rows = built.query(
        "select distinct track_id from marts.fact_plays where track_name ilike 'song 2'"
    )
    assert rows == [("8listenlistenlistenli8",)]


def test_a_track_known_by_names_is_the_recording_that_has_an_id(built):
    rows = built.query(
        "select distinct canonical_track_id from marts.fact_tracks where track_name ilike 'song 2'"
    )
    assert rows == [("8listenlistenlistenli8",)]


def test_sessions_of_listens_are_learned_from(built):
    rows = built.query("""
        select playlist_id, count(*) from marts.training_memberships
        where playlist_id like 'listenbrainz:%' group by 1 order by 1
    """)
    assert rows == [("listenbrainz:1", 1), ("listenbrainz:2", 3)]


def test_what_was_loved_is_saved_and_what_was_hated_is_banned(built):
    named = "join marts.fact_tracks as tracks using (track_id)"
    for mart, name in (("saved_tracks", "Song 1"), ("banned_tracks", "Song 4")):
        rows = built.query(
            f"select tracks.track_name, marts.{mart}.source from marts.{mart} {named}"
        )
        assert rows == [(name, "listenbrainz")]
