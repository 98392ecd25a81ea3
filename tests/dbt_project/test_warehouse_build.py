"""The whole warehouse: from empty raw tables, then from some rows of every source."""

import hashlib
import signal
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import psycopg2
import pytest

from dbt_project.status import warehouse_status
from recommender.features import GRADED

ROWS = Path(__file__).with_name("raw_rows.sql")


@pytest.fixture(scope="module")
def built_empty(history):
    built = history.dbt("--warn-error", "build")
    assert built.success, built.log[-3000:]
    ids = "select track_id from marts.fact_tracks union select track_id from marts.track_vectors"
    assert history.query(ids) == []
    return history


@pytest.fixture(scope="module")
def marts(built_empty):
    """Return the warehouse, built a second time: now with rows, over existing tables."""
    built_empty.query(ROWS.read_text())
    built = built_empty.dbt("--warn-error", "build", "--exclude-resource-type", "unit_test")
    assert built.success, built.log[-3000:]
    return built_empty


def key(name):
    return "name:" + hashlib.md5(name.encode()).hexdigest()


def test_every_model_and_test_is_built_without_a_warning_from_empty_tables(built_empty):
    assert built_empty.query("select count(*) from marts.recommendations") == [(0,)]


def test_every_track_that_any_source_knows_is_a_row(marts):
    rows = marts.query("select track_id, track_name, source from marts.fact_tracks order by 1")
    assert rows == [
        ("alone", "Alone", "tracks"),
        ("bare", None, "playlists"),
        ("gold", "Gold (Spotify)", "spotify"),
        ("gold_live", "Gold - Live", "tracks"),
        ("only_features", None, "tracks"),
        ("only_listed", "Only Listed", "spotify"),
        ("only_played", "Only Played", "spotify"),
        ("only_saved", None, "spotify"),
    ]


def test_an_artist_name_means_the_only_such_artist_else_a_new_key(marts):
    rows = marts.query("select track_id, artist_id from marts.fact_tracks order by 1")
    artists = dict(rows)
    assert artists["gold"] == artists["gold_live"] == "a1"
    assert artists["only_played"] == "a2"
    assert artists["alone"] == key("nobody else")
    assert artists["bare"] is None
    assert marts.query("select artist_id from marts.dim_artists order by 1") == [
        ("a1",),
        ("a2",),
        (key("nobody else"),),
    ]


def test_an_album_name_means_the_only_such_album_of_its_artist_else_a_new_key(marts):
    albums = dict(marts.query("select track_id, album_id from marts.fact_tracks"))
    assert albums["gold"] == "hits"
    assert albums["gold_live"] == key("abba / stage")
    assert albums["alone"] == key("nobody else / hits")
    assert albums["bare"] == "bare_album"
    row = "select album_name, album_release_date::text, album_image, album_img_md, album_img_sm"
    assert marts.query(f"{row} from marts.dim_albums where album_id = 'hits'") == [
        ("Hits", "1999-05-01", "big", "tiny", "tiny")
    ]


def test_credits_keep_their_order(marts):
    rows = "select artist_id, position from marts.artist_tracks where track_id = 'gold' order by 2"
    assert marts.query(rows) == [("a1", 1), ("a2", 2)]


def test_one_song_live_and_in_the_studio_is_one_recording(marts):
    rows = marts.query("select track_id, recording_id, search_text from marts.fact_tracks")
    found = {track: (recording, text) for track, recording, text in rows}
    assert found["gold_live"] == ("abba / gold", "gold - live abba")
    assert found["bare"] == ("bare", None)


def test_features_come_by_precedence_and_impossible_ones_are_unknown(marts):
    rows = "select af_track_id, af_danceability, af_energy, af_tempo, af_provider " \
        "from marts.dim_audio_features order by 1"  # fmt: skip
    assert marts.query(rows) == [
        ("alone", None, 0.2, None, "generic"),
        ("gold", 0.9, 0.9, 90.0, "reccobeats"),
        ("gold_live", 0.4, 0.6, 110.0, "soundcharts"),  # known by its ISRC
        ("only_features", 0.3, 0.3, 100.0, "generic"),
    ]


def test_each_measured_feature_has_the_scale_of_its_provider(marts):
    rows = marts.query("select af_track_id, af_scale, af_scales from marts.dim_audio_features")
    scales = {track_id: (scale, several) for track_id, scale, several in rows}
    assert scales["alone"] == ("generic", None)
    assert scales["gold"][0] is None
    assert [
        (place, scale) for place, scale in enumerate(scales["gold"][1].split(",")) if scale
    ] == [
        (GRADED.index("af_danceability"), "reccobeats"),
        (GRADED.index("af_energy"), "reccobeats"),
        (GRADED.index("af_valence"), "generic"),
        (GRADED.index("af_tempo"), "reccobeats"),
    ]


def test_playlists_keep_the_positions_of_their_tracks(marts):
    rows = "select playlist_id, position, track_id from marts.playlist_tracks order by 1, 2"
    assert marts.query(rows) == [
        ("mine", 0, "gold"),
        ("mine", 2, "only_listed"),
        ("theirs", 0, "gold"),
        ("theirs", 1, "alone"),
        ("unnamed", 7, "bare"),
    ]
    names = (
        "select playlist_id, playlist_name, number_of_tracks from marts.dim_playlists order by 1"
    )
    assert marts.query(names) == [
        ("mine", "Mine", 2),
        ("theirs", "Theirs", 2),
        ("unnamed", None, 1),
    ]


def test_genres_have_their_source(marts):
    rows = "select track_id, genre, source from marts.track_genres order by 1, 2"
    assert marts.query(rows) == [
        ("alone", "rock", "playlist"),
        ("gold", "pop", "track"),
        ("gold_live", "disco", "artist"),
        ("gold_live", "europop", "artist"),
    ]


def test_training_memberships_contain_no_data_of_the_spotify_api(marts):
    rows = "select kind, playlist_id, track_id from marts.training_memberships order by 1, 2, 3"
    assert marts.query(rows) == [
        ("playlist", "theirs", "alone"),
        ("playlist", "theirs", "gold"),
        ("playlist", "unnamed", "bare"),
        ("session", "history:1", "only_played"),
    ]


def test_a_play_of_two_sources_is_one_row_and_a_play_with_only_a_name_stays(marts):
    rows = "select track_id, track_name, played_ms, source from marts.fact_plays order by played_at"
    assert marts.query(rows) == [
        ("only_played", "Only Played", 31000, "history"),
        (None, "Nameless", None, "history"),
    ]


def test_feedback_on_tracks_of_the_catalogue_is_a_fact(marts):
    assert marts.query("select track_id, verdict from marts.fact_feedback") == [("gold", "like")]


def test_vectors_and_recommendations_are_built_from_the_marts(marts):
    vectors = {row[0] for row in marts.query("select track_id from marts.track_vectors")}
    assert {"gold", "alone", "only_features"} <= vectors
    same = "select count(*) from marts.recommendations where track_id = recommended_track_id"
    assert marts.query(same) == [(0,)]


def test_every_mart_has_its_primary_key_and_every_declared_foreign_key(marts):
    keys = """
        select contype, count(*) from pg_constraint
        where connamespace = 'marts'::regnamespace and contype in ('p', 'f') and convalidated
        group by contype
    """
    number = "select count(*) from pg_tables where schemaname = 'marts'"
    files = (marts.folder / "models" / "marts").glob("*.yml")
    declared = sum(file.read_text().count("type: foreign_key") for file in files)
    assert dict(marts.query(keys)) == {"p": marts.query(number)[0][0], "f": declared}


def test_a_second_build_with_nothing_new_writes_no_row(marts):
    before = marts.row_fingerprints()
    built = marts.dbt("build", "--exclude-resource-type", "unit_test", "test")
    assert built.success
    assert len(before) > 25
    assert marts.row_fingerprints() == before
    ended = """
        select name, message, number_of_rows from observability.node_results
        where invocation_id = (
            select invocation_id from observability.invocations order by finished_at desc limit 1
        )
            and resource_type in ('model', 'snapshot')
    """
    views = {name for (name,) in marts.query("select viewname from pg_views")}
    others = [row for row in marts.query(ended) if row[0] not in views]
    assert len(others) > 25
    assert [row for row in others if tuple(row[1:]) != ("UNCHANGED", 0)] == []


def test_a_low_recall_of_the_lists_fails_the_build(marts):
    assert marts.query("select distinct recall from observability.search_recalls") == [(1,)]
    for recall in (0.98, 1):
        marts.query(f"update observability.model_figures set value = {recall}")
        tested = marts.dbt("test", "--select", "assert_the_search_finds_nearly_all")
        assert tested.success == (recall > 0.99)


BY_HAND = """
    delete from marts.track_genres where track_id = 'alone';
    delete from marts.playlist_tracks;
    update marts.dim_albums set album_name = 'by hand';
    delete from intermediate.int_playlist_items_selected;
    delete from staging.provider_precedence;
    update marts.recommendation_parameters set value = value + 1;
    delete from marts.track_vectors where track_id = 'gold';
    truncate marts.recommendations;
"""


FIT_REASONS = "select distinct fit_reason from marts.recommendation_parameters"
WAITING = """
    select pid from pg_stat_activity
    where wait_event_type = 'Lock' and datname = current_database() and query !~ 'pg_stat_activity'
"""


def test_a_fit_that_is_killed_before_it_is_written_leaves_the_former_one(marts, tmp_path):
    assert marts.query(FIT_REASONS) == [
        ("fitted: 100.0% of the memberships have changed since the last fit, more than 10%",)
    ]
    before = marts.row_fingerprints()["marts.recommendation_parameters"]
    assert warehouse_status(marts.url).last_build.code is not None
    run = ("run", "--select", "recommendation_parameters", "--vars", "{refit: always}")
    apart = replace(marts, work=tmp_path)  # where this process reads the project with variables
    assert apart.dbt("parse", *run[-2:]).success
    writers = psycopg2.connect(marts.url)
    with writers.cursor() as cursor:
        cursor.execute("lock table marts.recommendation_parameters in share row exclusive mode")
    killed = subprocess.Popen(
        apart.command(*run), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while not (waiting := marts.query(WAITING)):
        assert killed.poll() is None
        time.sleep(0.05)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    marts.query(f"select pg_terminate_backend({waiting[0][0]})")
    writers.close()
    assert marts.row_fingerprints()["marts.recommendation_parameters"] == before
    assert apart.dbt(*run).success
    assert marts.query(FIT_REASONS) == [("fitted: the variable refit is always",)]
    assert warehouse_status(marts.url).last_build.code is None  # it had variables


def test_a_full_refresh_restores_rows_changed_by_hand(marts):
    tables = [table for table in marts.row_fingerprints() if not table.startswith("snapshots.")]
    # a full refresh knows no earlier fit
    content = (
        "select md5(string_agg(rest, '|' order by rest)) "
        "from (select (to_jsonb(row) - 'fit_reason')::text as rest from {} as row) as rows"
    )
    before = {table: marts.query(content.format(table)) for table in tables}
    marts.query(BY_HAND)
    changed = [table for table in tables if marts.query(content.format(table)) != before[table]]
    assert len(changed) == BY_HAND.count(";")
    built = marts.dbt("build", "--full-refresh", "--exclude-resource-type", "unit_test", "test")
    assert built.success
    assert {table: marts.query(content.format(table)) for table in tables} == before


def test_no_table_of_a_build_is_left_over(marts):
    left = "select relname from pg_class where relname ~ '__dbt_(tmp|backup)'"
    assert marts.query(left) == []


def test_the_lineage_goes_from_raw_over_the_recommendations_to_the_app(manifest):
    ancestors, waiting = set(), ["exposure.segue.segue_app"]
    while waiting:
        node = waiting.pop()
        ancestors.add(node)
        waiting += [parent for parent in manifest["parent_map"][node] if parent not in ancestors]
    assert {
        "source.segue.raw.tracks",
        "source.segue.raw.playlist_items",
        "model.segue.track_vectors",
        "model.segue.recommendations",
    } <= ancestors
