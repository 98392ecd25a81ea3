"""A mart keeps its table, and with it the views, grants and keys of others."""

from urllib.parse import urlsplit

import psycopg2
import pytest

MODELS = """
models:
  - name: parents
    config: {contract: {enforced: true}}
    columns:
      - {name: parent_id, data_type: integer, constraints: [{type: primary_key}]}
      - {name: label, data_type: text}
  - name: pairs
    columns:
      - {name: pair_id, data_type: integer, constraints: [{type: primary_key}]}
      - name: parent_id
        data_type: integer
        constraints: [{type: foreign_key, to: ref('parents'), to_columns: [parent_id]}]
      - {name: score, data_type: double precision}
"""
PARENTS = "select parent_id, '{{ env_var('LABEL', 'a') }}' as label " \
    "from generate_series({{ env_var('FIRST', '1') }}, 3) as parents (parent_id)"  # fmt: skip
PAIRS = """
import pyarrow as pa

def model(dbt, session):
    dbt.config(materialized="incremental")
    parents = dbt.ref("parents").arrow("parent_id")["parent_id"].to_pylist()
    ids = pa.array(range(20_000), pa.int32())
    score = float(dbt.config.meta_get("score"))
    return pa.table({
        "pair_id": ids,
        "parent_id": pa.array((parents * 20_000)[:20_000], pa.int32()),
        "score": pa.array([score] * len(ids)),
    })
"""
OF_OTHERS = """
    create role analyst login password 'analyst';
    create schema bi authorization analyst;
    grant usage on schema marts to analyst;
    grant select on marts.parents, marts.pairs to analyst;
    grant references on marts.pairs to analyst;
    create role spreadsheet;
    grant select (pair_id) on marts.pairs to spreadsheet;
    create publication everything for table marts.parents, marts.pairs;
    create statistics marts.of_pairs on pair_id, parent_id from marts.pairs;
    create table public.touched (number integer);
    create function public.note_touch() returns trigger language plpgsql as
        $$ begin insert into public.touched values (1); return null; end $$;
    grant all on public.touched to public;
    create trigger note_touch after insert or update or delete on marts.pairs
        for each statement execute function public.note_touch();
"""
OF_THE_ANALYST = """
    create view bi.scores as select pair_id, score from marts.pairs;
    create view bi.many as select count(*) as number from bi.scores;
    create view bi.guarded with (security_barrier = true, security_invoker = true) as
        select parent_id, label from marts.parents;
    create materialized view bi.kept as select pair_id, score from marts.pairs;
    create unique index on bi.kept (pair_id);
"""
OBJECTS = """
    select 'relation', oid::regclass::text, reloptions::text, relowner::regrole::text, relacl::text
    from pg_class where relnamespace in ('bi'::regnamespace, 'marts'::regnamespace)
    union all
    select 'column', attrelid::regclass || '.' || attname, attacl::text, null, null
    from pg_attribute where attacl is not null and attrelid >= 16384
    union all
    select 'publication', schemaname || '.' || tablename, null, null, null
    from pg_publication_tables
    union all
    select 'trigger', tgname, tgrelid::regclass::text, null, null from pg_trigger
    where not tgisinternal
    union all
    select 'constraint', conname, pg_get_constraintdef(oid), conrelid::regclass::text, null
    from pg_constraint where contype in ('p', 'f', 'c')
        and connamespace in ('bi'::regnamespace, 'marts'::regnamespace)
    union all
    select 'statistics', stxname, null, null, null from pg_statistic_ext
    order by 1, 2
"""


def as_role(project, role):
    place = urlsplit(project.url)
    netloc = f"{role}:{role}@{place.hostname}:{place.port}"
    return type(project)(project.folder, place._replace(netloc=netloc).geturl(), project.work)


@pytest.fixture(scope="module")
def marts(small_project):
    """Return a project whose builder is no superuser, with objects of others on its tables."""
    database = urlsplit(small_project.url).path[1:]
    small_project.query(f"""
        create role builder login password 'builder';
        grant create on database {database} to builder;
    """)
    builder = as_role(small_project, "builder")
    restore(builder)
    done = builder.dbt("build")
    assert done.success, done.log[-3000:]
    small_project.query(OF_OTHERS)
    as_role(small_project, "analyst").query(OF_THE_ANALYST)
    yield builder, small_project
    small_project.query("""
        drop publication everything;
        drop owned by analyst, spreadsheet, builder cascade;
        drop role analyst; drop role spreadsheet; drop role builder;
    """)


def restore(builder):
    score = "    config: {meta: {score: \"{{ env_var('SCORE', '1') }}\"}}\n"
    builder.write("models/models.yml", MODELS + score)
    builder.write("models/parents.sql", PARENTS)
    builder.write("models/pairs.py", PAIRS)


@pytest.fixture
def project(marts):
    builder, admin = marts
    yield builder, admin
    restore(builder)
    assert builder.dbt("build").success


@pytest.mark.parametrize(
    ("arguments", "variables"),
    [
        (["build"], {}),
        (["build"], {"SCORE": "2", "LABEL": "b"}),
        (["build", "--full-refresh"], {"SCORE": "3", "LABEL": "c"}),
    ],
)
def test_views_grants_and_keys_of_others_on_a_mart_stay_after_a_build(
    project, arguments, variables
):
    builder, admin = project
    before = admin.query(OBJECTS)
    assert len(before) > 15
    done = builder.dbt(*arguments, **variables)
    assert done.success, done.log[-3000:]
    assert admin.query(OBJECTS) == before
    score = float(variables.get("SCORE", 1))
    assert admin.query("select distinct score from bi.scores") == [(score,)]
    assert admin.query("select number from bi.many") == [(20_000,)]
    admin.query("refresh materialized view concurrently bi.kept")
    assert admin.query("select distinct score from bi.kept") == [(score,)]


def test_referenced_rows_are_updated_in_place(project):
    builder, admin = project
    admin.query("create table bi.notes (pair_id integer references marts.pairs on delete cascade)")
    admin.query("insert into bi.notes values (7)")
    assert builder.dbt("build", SCORE="4").success
    assert admin.query("select score from marts.pairs inner join bi.notes using (pair_id)") == [
        (4.0,)
    ]
    admin.query("drop table bi.notes")


def test_a_referenced_row_is_not_deleted_and_the_build_says_so(project):
    builder, admin = project
    admin.query("create table bi.notes (parent_id integer references marts.parents)")
    admin.query("insert into bi.notes values (1)")
    failed = builder.dbt("run", "--select", "parents", FIRST="2")
    assert not failed.success
    assert 'violates foreign key constraint "notes_parent_id_fkey" on table "notes"' in failed.log
    assert admin.query("select count(*) from marts.parents") == [(3,)]
    admin.query("drop table bi.notes")


@pytest.mark.parametrize("variables", [{"SCORE": "5"}, {"LABEL": "b"}])
def test_a_reader_sees_all_old_rows_until_its_next_statement(project, variables):
    builder, _ = project
    rows = "select count(*), count(distinct score), min(score) from marts.pairs"
    labels = "select distinct label from marts.parents"
    reader = psycopg2.connect(builder.url)
    reader.set_session(isolation_level="REPEATABLE READ")
    with reader.cursor() as cursor:
        results = []
        for _ in range(2):
            for query in (rows, labels):
                cursor.execute(query)
                results.append(cursor.fetchall())
            assert len(results) == 4 or builder.dbt("build", **variables).success
    reader.close()
    assert results[:2] == results[2:] == [[(20_000, 1, 1.0)], [("a",)]]
    assert [builder.query(query) for query in (rows, labels)] != results[:2]


def test_columns_and_keys_of_other_code_change_the_standing_table(project):
    builder, admin = project
    before = admin.query(OBJECTS)
    oid = "select 'marts.parents'::regclass::oid::bigint"
    ((table,),) = admin.query(oid)
    builder.write("models/parents.sql", PARENTS.replace(" as label", " as label, 7 as number"))
    more = "      - {name: number, data_type: integer, constraints: [{type: not_null}, " \
        "{type: check, expression: number > 0}]}\n  - name: pairs"  # fmt: skip
    yaml = (builder.folder / "models" / "models.yml").read_text()
    builder.write("models/models.yml", yaml.replace("  - name: pairs", more))
    done = builder.dbt("build")
    assert done.success, done.log[-3000:]
    assert admin.query(oid) == [(table,)]
    after = admin.query(OBJECTS)
    assert set(before) <= set(after)
    assert [row[1] for row in set(after) - set(before)] == ["parents_number_check"]
    assert admin.query("select distinct number from marts.parents") == [(7,)]
    restore(builder)
    assert builder.dbt("build").success
    assert admin.query(OBJECTS) == before


def test_a_type_is_altered_in_place_unless_a_view_uses_it(project):
    builder, admin = project
    yaml = (builder.folder / "models" / "models.yml").read_text()
    builder.write("models/models.yml", yaml.replace("double precision", "real"))
    builder.write("models/pairs.py", PAIRS.replace("len(ids))", "len(ids), pa.float32())"))
    failed = builder.dbt("build", "--select", "pairs", SCORE="6")
    assert not failed.success
    assert "alter column score type real" in failed.log
    assert "view bi.scores" in failed.log
    assert admin.query("select distinct score from bi.scores") == [(1.0,)]
    builder.write(
        "models/models.yml",
        yaml.replace("name: label, data_type: text", "name: label, data_type: integer"),
    )
    builder.write("models/pairs.py", PAIRS)
    admin.query("drop view bi.guarded; create index on marts.parents (label); "
                "grant select (label) on marts.parents to spreadsheet")  # fmt: skip
    before = admin.query(OBJECTS)
    builder.write("models/parents.sql", PARENTS.replace("'{{ env_var('LABEL', 'a') }}'", "8"))
    done = builder.dbt("build")
    assert done.success, done.log[-3000:]
    assert admin.query("select distinct label from marts.parents") == [(8,)]
    assert admin.query(OBJECTS) == before


def test_a_key_of_a_type_that_cannot_be_cast_keeps_its_table_and_grants(project):
    builder, admin = project
    admin.query("drop materialized view bi.kept; drop view bi.scores cascade")
    before = admin.query(OBJECTS)
    yaml = (builder.folder / "models" / "models.yml").read_text()
    builder.write(
        "models/models.yml", yaml.replace("pair_id, data_type: integer", "pair_id, data_type: date")
    )
    days = PAIRS.replace('"pair_id": ids', '"pair_id": ids.cast(pa.date32())')
    builder.write("models/pairs.py", days)
    done = builder.dbt("build")
    assert done.success, done.log[-3000:]
    assert admin.query(OBJECTS) == before
    assert admin.query("select min(pair_id)::text, count(*) from marts.pairs") == [
        ("1970-01-01", 20_000)
    ]
