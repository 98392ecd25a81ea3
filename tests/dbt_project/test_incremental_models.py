"""Late, changed and deleted plays, verdicts and playlists change only their own rows."""

import pytest

MODELS = [
    *("stg_raw__plays", "int_plays_repeated", "int_listens_repeated"),
    *("int_plays_deduplicated", "int_plays_resolved", "fact_plays"),
    *("stg_app__plays", "int_app_plays_resolved", "stg_app__feedback", "fact_feedback"),
    *("provider_precedence", "stg_raw__playlists", "stg_raw__playlist_items"),
    *("int_playlist_items_selected", "dim_playlists", "playlist_tracks"),
]
LISTENER = "11111111-1111-1111-1111-111111111111"
ROWS = f"""
    create schema marts;
    create table marts.fact_tracks (track_id text primary key);
    insert into marts.fact_tracks values ('a'), ('b'), ('c');
    create schema intermediate;
    create table intermediate.int_tracks_by_name (name_key text primary key, track_id text);
    create table intermediate.int_tracks_merged (track_id text primary key, duration_ms integer);
    insert into intermediate.int_tracks_merged values ('a'), ('b'), ('c');
    insert into raw.plays
        (_source, _provider, _fetched_at, _row_hash, _dlt_load_id, played_at, track_key,
         track_id, ms_played)
    values
        ('history', 'history', now(), 1, '5', '2024-05-02 10:00+00', 'a', 'a', 100),
        ('history', 'history', now(), 1, '5', '2024-05-03 10:00+00', 'b', 'b', 200);
    insert into raw.playlist_items
        (_source, _provider, _fetched_at, _row_hash, _dlt_load_id, playlist_id, position, track_id)
    values
        ('spotify', 'spotify', now(), 1, '5', 'p', 0, 'a'),
        ('spotify', 'spotify', now(), 1, '5', 'p', 1, 'b'),
        ('spotify', 'spotify', now(), 1, '5', 'q', 0, 'c');
    insert into app.profiles (profile_id) values ('{LISTENER}');
    insert into app.feedback (profile_id, track_id, verdict) values
        ('{LISTENER}', 'a', 'like'), ('{LISTENER}', 'b', 'like'), ('{LISTENER}', 'z', 'like');
"""
CHANGES = f"""
    -- an older load and an older play that arrive late, a play that is corrected, one that is gone
    insert into raw.plays
        (_source, _provider, _fetched_at, _row_hash, _dlt_load_id, played_at, track_key,
         track_id, ms_played)
    values
        ('history', 'history', now(), 1, '4', '2024-05-01 10:00+00', 'c', 'c', 300),
        ('demo', 'demo', now(), 1, '4', '2024-05-02 10:00+00', 'a', 'a', 150);
    delete from raw.plays where track_id = 'b';
    -- the tracks of one playlist change places, and one of them goes
    update raw.playlist_items set track_id = 'b' where playlist_id = 'p' and position = 0;
    delete from raw.playlist_items where playlist_id = 'p' and position = 1;
    update app.feedback set verdict = 'never' where track_id = 'a';
    delete from app.feedback where track_id = 'b';
    insert into app.feedback (profile_id, track_id, verdict) values ('{LISTENER}', 'c', 'dislike');
"""
PLAYS = "select track_id, played_ms, source from marts.fact_plays order by played_at"
PLACES = "select playlist_id, position, track_id from marts.playlist_tracks order by 1, 2"
VERDICTS = "select track_id, verdict from marts.fact_feedback order by 1"


def build(project):
    built = project.dbt("run", "--select", *MODELS)
    assert built.success, built.log[-3000:]


def row_fingerprints(project, table):
    """Return each row's transaction and position: both change when it is written."""
    return project.query(f"select xmin::text, ctid::text from marts.{table} order by ctid")


@pytest.fixture(scope="module")
def first(history):
    history.query(ROWS)
    assert history.dbt("seed").success
    build(history)
    return history


@pytest.fixture(scope="module")
def changed(first):
    other = first.query("select xmin::text from marts.playlist_tracks where playlist_id = 'q'")
    first.query(CHANGES)
    build(first)
    return first, other


def test_nothing_is_written_if_nothing_is_new(first):
    tables = ["fact_plays", "fact_feedback", "playlist_tracks"]
    before = [row_fingerprints(first, table) for table in tables]
    build(first)
    assert all(before)
    assert [row_fingerprints(first, table) for table in tables] == before


def test_a_late_play_is_inserted_a_corrected_one_updated_and_a_missing_one_deleted(changed):
    assert changed[0].query(PLAYS) == [("c", 300, "history"), ("a", 150, "demo")]


def test_a_changed_playlist_is_replaced_and_the_others_are_not_written(changed):
    project, other = changed
    assert project.query(PLACES) == [("p", 0, "b"), ("q", 0, "c")]
    unchanged = project.query(
        "select xmin::text from marts.playlist_tracks where playlist_id = 'q'"
    )
    assert unchanged == other


def test_a_verdict_follows_the_listener(changed):
    assert changed[0].query(VERDICTS) == [("a", "never"), ("c", "dislike")]


def test_a_full_refresh_gives_the_same_rows(changed):
    project, _ = changed
    before = [project.query(query) for query in (PLAYS, PLACES, VERDICTS)]
    assert project.dbt("run", "--full-refresh", "--select", *MODELS).success
    assert [project.query(query) for query in (PLAYS, PLACES, VERDICTS)] == before
