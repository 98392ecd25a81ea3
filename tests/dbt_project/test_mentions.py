"""A playlist of known tracks changes no table that is made of what providers say of tracks."""

import pytest

BUILD = ("run", "--select", "+fact_tracks")
COMPARED = """
    select name from observability.node_results
    where
        resource_type = 'model' and message <> 'UNCHANGED' and name = any('{
            int_tracks_merged, int_albums_merged, int_album_names_resolved, int_artists_merged,
            int_artist_names_resolved, int_track_artists_resolved, int_tracks_named,
            int_tracks_linked, fact_tracks
        }') and invocation_id = (
            select invocation_id from observability.invocations order by finished_at desc limit 1
        )
"""
LISTED = "select number_of_playlists from marts.fact_tracks where track_id = '{track}'"
NAMED = "select track_name, source from marts.fact_tracks where track_id = '{track}'"


@pytest.fixture(scope="module")
def catalogue(warehouse):
    """Return the built warehouse with one more described track."""
    describe(warehouse, "known", "A known song")
    assert warehouse.dbt(*BUILD).success
    return warehouse


def describe(project, track, name):
    project.query(f"""
        insert into raw.tracks (
            _source, _provider, _fetched_at, _row_hash, _dlt_load_id, track_id, name
        )
        values ('tracks', 'generic', now(), 1, 'described {track}', '{track}', '{name}')
    """)


def list_in_playlist(project, track, name="null"):
    project.query(f"""
        insert into raw.playlist_items (
            _source, _provider, _fetched_at, _row_hash, _dlt_load_id, playlist_id, position,
            track_id, item_type, track_name
        )
        values (
            'playlists', 'mpd', now(), 1, 'listed {track} {name}', 'of {track} {name}', 1,
            '{track}', 'track', {name.replace("named", "'named'")}
        )
    """)


def compared(project):
    """Build, and return the tables that were computed."""
    done = project.dbt(*BUILD)
    assert done.success, done.log[-3000:]
    return {name for (name,) in project.query(COMPARED)}


def test_a_playlist_of_known_tracks_only_changes_their_counts(catalogue):
    list_in_playlist(catalogue, "known")
    assert compared(catalogue) == {"int_tracks_linked", "fact_tracks"}
    assert catalogue.query(LISTED.format(track="known")) == [(1,)]


def test_a_name_in_a_playlist_is_compared_with_the_descriptions(catalogue):
    list_in_playlist(catalogue, "known", "named")
    assert "int_tracks_merged" in compared(catalogue)
    assert catalogue.query(NAMED.format(track="known")) == [("A known song", "tracks")]


def test_an_unknown_track_of_a_playlist_is_there_before_during_and_after_a_description(catalogue):
    list_in_playlist(catalogue, "late")
    assert "int_tracks_merged" in compared(catalogue)
    assert catalogue.query(NAMED.format(track="late")) == [(None, "playlists")]
    describe(catalogue, "late", "A late song")
    compared(catalogue)
    assert catalogue.query(NAMED.format(track="late")) == [("A late song", "tracks")]
    catalogue.query("delete from raw.tracks where track_id = 'late'")
    compared(catalogue)
    assert catalogue.query(NAMED.format(track="late")) == [(None, "playlists")]
    catalogue.query("delete from raw.playlist_items where track_id = 'late'")
    compared(catalogue)
    assert catalogue.query(NAMED.format(track="late")) == []
