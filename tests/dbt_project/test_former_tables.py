"""An upgrade drops tables and views of earlier releases, unless somebody else reads them."""

import pytest
import yaml

FORMER = """
    create schema if not exists staging; create schema if not exists intermediate;
    create schema if not exists marts; create schema bi;
    create view staging.stg_spotify__albums as select 1 as album_id;
    create view staging.stg_spotify__tracks as select 1 as track_id;
    create view intermediate.int_albums_collected as select * from staging.stg_spotify__albums;
    create table intermediate.int_albums_unified as select * from intermediate.int_albums_collected;
    create table marts.recommendations as select 1 as track_id;
    create view marts.recommendations_v1 as select track_id from marts.recommendations;
    create table marts.taste_memberships (track_id integer);
    create table marts.tracks (
        track_id integer constraint tracks__dbt_tmp_pkey primary key, name text not null,
        other integer constraint tracks__dbt_tmp_other_key unique,
        constraint "tracks__dbt_tmp_of,more" foreign key (other) references marts.tracks
    );
    create index tracks__dbt_tmp_name_idx on marts.tracks (name);
    create index tracks__dbt_tmp_idx on marts.tracks (name, other);
    create index tracks_idx on marts.tracks (other, name);
    create view bi.tracks as select track_id from staging.stg_spotify__tracks;
"""
STANDING = """
    select oid::regclass::text from pg_class
    where relkind in ('r', 'v')
        and relnamespace in (
            'staging'::regnamespace, 'intermediate'::regnamespace, 'marts'::regnamespace
        )
    order by 1
"""


@pytest.fixture(scope="module")
def upgraded(small_project):
    config = yaml.safe_load((small_project.folder / "dbt_project.yml").read_text())
    config["on-run-start"] = ["{{ drop_former_tables() }}", "{{ create_observability_tables() }}"]
    config["on-run-end"] = ["{{ drop_former_models() }}"]
    small_project.write("dbt_project.yml", yaml.safe_dump(config))
    # a view of this release that reads one of a former release until it is built
    small_project.write("models/albums.sql", "{{ config(materialized='view') }} select 1 as id")
    small_project.query(FORMER)
    small_project.query("create view marts.albums as select album_id as id "
                        "from staging.stg_spotify__albums")  # fmt: skip
    done = small_project.dbt("build")
    assert done.success, done.log[-3000:]
    return small_project


def test_a_build_drops_tables_with_former_names_unless_others_read_them(upgraded):
    expected = [
        "marts.albums",
        "marts.recommendations",
        "marts.tracks",
        "staging.stg_spotify__tracks",
    ]
    assert [name for (name,) in upgraded.query(STANDING)] == expected
    assert upgraded.query("select * from bi.tracks") == [(1,)]


def test_a_build_renames_keys_and_indexes_of_an_earlier_release(upgraded):
    names = """
        select conname from pg_constraint
        where conrelid = 'marts.tracks'::regclass and contype <> 'n'
        union
        select indexrelid::regclass::text from pg_index
        where indrelid = 'marts.tracks'::regclass
        order by 1
    """
    assert [name for (name,) in upgraded.query(names)] == [
        *("marts.tracks__dbt_tmp_idx", "marts.tracks_idx", "marts.tracks_name_idx"),
        *("marts.tracks_other_key", "marts.tracks_pkey"),
        *("tracks_of,more", "tracks_other_key", "tracks_pkey"),
    ]
