"""`segue evaluate`: measure the quality of the recommendations and store it for a mart."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from segue.cli.prepare import prepare
from segue.cli.steps import Steps
from segue.connection import connect, database_url
from segue.errors import SegueError, WrongUsage

if TYPE_CHECKING:
    import psycopg
    import pyarrow as pa

    from recommender.evaluation.evaluate import Evaluation

RESULTS = "observability.evaluations"
MARTS = "stg_observability__evaluations recommendation_quality"
FEATURES_OF = "select af_track_id as track_id, {columns} from marts.dim_audio_features"
READS = {
    "tracks": "select track_id, track_popularity, track_release_date, recording_id "
    "from marts.fact_tracks",
    "genres": "select track_id, genre from marts.track_genres where source <> 'playlist'",
    "playlist_genres": "select playlist_id, playlist_genre as genre from marts.dim_playlists "
    "where playlist_genre is not null",
}
MEMBERSHIPS = """
select
    lists.playlist_id,
    lists.track_id,
    lists.position,
    lists.played_on,
    min(items.added_at) as added_at
from ({lists}) as lists
left join marts.playlist_tracks as items
on lists.playlist_id = items.playlist_id and lists.track_id = items.track_id
group by lists.playlist_id, lists.track_id, lists.position, lists.played_on
"""
PARAMETERS = "select parameter, value from marts.recommendation_parameters where kind = 'given'"


class NothingToMeasure(SegueError):
    """There are no marts, or too few playlists in them, for an evaluation."""


def evaluate(
    queries: Annotated[
        int,
        typer.Option(
            min=1, help="Maximum number of queries with one seed; an eighth of it with several."
        ),
    ] = 2000,
    blind: Annotated[
        bool,
        typer.Option(
            "--blind", help="Write a page of pairs of lists (ours, best baseline) for people."
        ),
    ] = False,
    pairs: Annotated[int, typer.Option(min=1, max=500, help="Pairs of the page.")] = 30,
    page: Annotated[Path, typer.Option(help="File of the page.")] = Path("blind_comparison.html"),
    verdicts: Annotated[
        Path | None, typer.Option(help="Store the verdicts that a page saved, and say who won.")
    ] = None,
) -> None:
    """Measure the recommendations and the baselines on held-out playlists, or by people."""
    if blind and verdicts:
        raise WrongUsage("expected one of --blind and --verdicts, got both; run them in turn")
    if blind or verdicts:
        _compare_blind(page, pairs, verdicts)
    else:
        _evaluate(queries)


def _evaluate(queries: int) -> None:
    from recommender.evaluation.evaluate import evaluate as measure
    from recommender.evaluation.report import describe_verdict
    from segue.cli import warehouse

    url = database_url()
    prepare(url)
    steps = Steps()
    with connect() as connection:
        with steps.step("read the marts") as step:
            tables = load_tables(connection)
            step.rows = f"{tables['memberships'].num_rows:,}"
        given = load_given_parameters(connection)
    with steps.step("fit, query and measure") as step:
        found = measure(tables, given, queries, max(queries // 8, 1), report=_report)
        step.rows = f"{len(found.values):,}"
    if not found.values:
        raise NothingToMeasure(
            "expected playlists that can be held out, got too few; ingest playlists of at least "
            "two tracks, build, and evaluate again"
        )
    with connect() as connection:
        run_id = store_evaluation(connection, found)
    with steps.step("dbt build"):
        warehouse.build(url, MARTS)
    steps.print("Evaluation")
    print("\n".join(describe_verdict(found.values)))
    print(f"Evaluated: {run_id}")


def _compare_blind(page: Path, n_pairs: int, verdicts: Path | None) -> None:
    from segue.cli.blind import PAIRS, store_verdicts, write_blind_page

    with connect() as connection:
        if not _table_exists(connection, PAIRS):
            raise NothingToMeasure(
                f"expected the table {PAIRS}, got a database that was not built since; "
                "run `segue build` first"
            )
        if verdicts:
            print(store_verdicts(connection, verdicts))
        else:
            print(write_blind_page(connection, load_tables(connection), page, n_pairs))


def load_tables(connection: "psycopg.Connection[Any]") -> dict[str, "pa.Table"]:
    """Return the training data of the recommender from the marts, as Arrow tables."""
    from recommender.data.incidence import credits_query, memberships_query, skips_query
    from recommender.features import FEATURES, SCALES

    if not _table_exists(connection, RESULTS):
        raise NothingToMeasure(
            f"expected the marts and the table {RESULTS}, got a database that was not built; "
            "run `segue build` first"
        )
    columns = ", ".join([*(f"{name}::float8" for name in FEATURES), *SCALES])
    lists = memberships_query("marts.training_memberships", "position", "played_on")
    reads = {
        **READS,
        "artists": credits_query("marts.artist_tracks"),
        "features": FEATURES_OF.format(columns=columns),
        "memberships": MEMBERSHIPS.format(lists=lists),
        "skips": skips_query("marts.training_skips"),
    }
    return {name: _table(connection, statement) for name, statement in reads.items()}


def load_given_parameters(connection: "psycopg.Connection[Any]") -> dict[str, float]:
    """Return the parameters that are set in `dbt_project.yml`; the others are fitted again."""
    from recommender.scoring.parameters import INTEGERS

    found = dict(connection.execute(PARAMETERS).fetchall())
    return {name: int(value) if name in INTEGERS else value for name, value in found.items()}


def store_evaluation(connection: "psycopg.Connection[Any]", found: "Evaluation") -> str:
    """Store the values of one evaluation, and return its id."""
    from dataclasses import asdict

    now = datetime.now(UTC)
    run_id = f"{now:%Y-%m-%dT%H:%M:%SZ} {found.code_version} {found.data_version}"
    run = (run_id, now, found.data_version, found.code_version, found.model_version)
    with connection.cursor() as cursor:
        names = list(asdict(found.values[0]))
        copy = (
            f"copy {RESULTS} (run_id, evaluated_at, data_version, code_version, model_version, "
            f"{', '.join(names)}) from stdin"
        )
        with cursor.copy(copy.encode()) as rows:
            for value in found.values:
                rows.write_row((*run, *asdict(value).values()))
    connection.commit()
    return run_id


def _table(connection: "psycopg.Connection[Any]", statement: str) -> "pa.Table":
    import pyarrow as pa

    with connection.cursor() as cursor:
        cursor.execute(statement.encode())
        names = [column.name for column in cursor.description or ()]
        types = [_type(column.type_code) for column in cursor.description or ()]
        columns = list(zip(*cursor.fetchall(), strict=True)) or [()] * len(names)
    arrays = [pa.array(column, kind) for column, kind in zip(columns, types, strict=True)]
    return pa.table(dict(zip(names, arrays, strict=True)))


def _type(code: int) -> "pa.DataType":
    """Return the Arrow type of a Postgres type that the statements above return."""
    import pyarrow as pa

    types = {
        25: pa.string(),
        1043: pa.string(),
        21: pa.int16(),
        23: pa.int32(),
        20: pa.int64(),
        701: pa.float64(),
        1082: pa.date32(),
        1184: pa.timestamp("us", "UTC"),
    }
    return types[code]


def _table_exists(connection: "psycopg.Connection[Any]", table: str) -> bool:
    found = connection.execute("select to_regclass(%s)", (table,)).fetchone()
    return found is not None and found[0] is not None


def _report(sentence: str) -> None:
    print(sentence, flush=True)
