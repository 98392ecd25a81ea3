"""The main job on real music data: from one file to twenty recommendations for every track."""

import psycopg
import pytest

NUMBER_OF_TRACKS = 28_356  # distinct track_id in the file
NORMALISED = "regexp_replace(lower({}), '[^[:alnum:]]+', ' ', 'g')"


@pytest.fixture(scope="module")
def marts(real_warehouse):
    with psycopg.connect(real_warehouse, autocommit=True) as connection:
        yield connection


def _one(connection, query):
    row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def test_every_track_of_the_file_reaches_the_mart(marts):
    assert _one(marts, "select count(*) from marts.fact_tracks") == NUMBER_OF_TRACKS


def test_every_track_with_features_has_twenty_recommendations(marts):
    without = """
        select count(*)
        from marts.fact_tracks as tracks
        left join (
            select track_id, count(*) as n, min(rank) as first, max(rank) as last
            from marts.recommendations
            group by track_id
        ) as lists on tracks.track_id = lists.track_id
        where tracks.af_track_id is not null
            and (lists.n, lists.first, lists.last) is distinct from (20, 1, 20)
    """
    assert _one(marts, without) == 0
    assert _one(marts, "select count(*) from marts.recommendations") >= 20 * NUMBER_OF_TRACKS


@pytest.mark.parametrize("length", [10, 20])
def test_no_track_is_in_more_than_a_fiftieth_of_the_lists(marts, length):
    largest = f"""
        select max(number_of_lists) from (
            select count(*) as number_of_lists from marts.recommendations
            where rank <= {length} group by recommended_track_id
        ) as counted
    """
    lists = _one(marts, "select count(distinct track_id) from marts.recommendations")
    assert _one(marts, largest) <= 0.02 * lists


def test_no_track_is_recommended_to_itself(marts):
    query = "select count(*) from marts.recommendations where track_id = recommended_track_id"
    assert _one(marts, query) == 0


def test_no_list_contains_a_song_twice_or_the_seed_under_another_id(marts):
    title, artist = NORMALISED.format("track_name"), NORMALISED.format("artist_name")
    query = f"""
        with songs as (
            select tracks.track_id, {title} || '/' || {artist} as song
            from marts.fact_tracks as tracks
            join marts.dim_artists as artists using (artist_id)
            where tracks.track_name is not null
        ),
        listed as (
            select lists.track_id, songs.song
            from marts.recommendations as lists
            join songs on lists.recommended_track_id = songs.track_id
            union all
            select lists.track_id, songs.song
            from (select distinct track_id from marts.recommendations) as lists
            join songs on lists.track_id = songs.track_id
        )
        select count(*) from (
            select 1 from listed group by track_id, song having count(*) > 1
        ) as twice
    """
    assert _one(marts, query) == 0


def test_the_contributions_of_a_row_add_up_to_its_score(marts):
    query = """
        select max(abs(score - (audio + taste + artist + co_occurrence + popularity
            + artist_repeat)))
        from marts.recommendations
    """
    assert _one(marts, query) < 1e-4


def test_scores_descend_with_rank(marts):
    query = """
        select count(*) from (
            select score > lag(score) over (partition by track_id order by rank) as rises
            from marts.recommendations
        ) as steps where rises
    """
    assert _one(marts, query) == 0


def test_playlists_of_the_file_reach_the_mart(marts):
    rows = "select count(distinct playlist_id), count(distinct track_id) from marts.playlist_tracks"
    playlists, tracks = marts.execute(rows).fetchone()
    assert (playlists, tracks) == (471, NUMBER_OF_TRACKS)


def test_keys_are_real_constraints(marts):
    query = """
        select contype, count(*) from pg_constraint
        where connamespace = 'marts'::regnamespace and contype in ('p', 'f') group by contype
    """
    kinds = {
        kind if isinstance(kind, str) else kind.decode(): n for kind, n in marts.execute(query)
    }
    assert kinds["p"] >= 9
    assert kinds["f"] >= 9
