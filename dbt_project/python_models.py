"""Runs a compiled dbt Python model in this process, on dbt's own connection and transaction."""

import ast
import hashlib
import json
import traceback
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg2
import pyarrow as pa
from dbt.adapters.contracts.connection import AdapterResponse
from dbt_common.exceptions import DbtDatabaseError, DbtRuntimeError

import recommender
from dbt_project.copy_write import quote_identifier, write_arrow
from dbt_project.model_session import PartialRows, Session
from dbt_project.postgres_types import ColumnType, UnsupportedType

FIGURES, DECISION = b"figures", b"decision"
REPLACED_KEYS = "replaced_keys"  # the strategy `sync` reads it
STORE_FIGURE = """
    insert into observability.model_figures (model, figure, model_version, value)
    values (%s, %s, %s, %s)
    on conflict (model, figure, model_version)
    do update set value = excluded.value, measured_at = clock_timestamp()
"""

STORE_DECISION = """
    insert into observability.model_decisions (model, model_version, is_whole, reason, code)
    values (%(model)s, %(model_version)s, %(is_whole)s, %(reason)s, %(code)s)
"""


def run_python_model(
    adapter: Any, parsed_model: dict[str, Any], compiled_code: str
) -> AdapterResponse:
    """Run the model and write its rows into the table that `python_model_code` names.

    Raises
    ------
    DbtRuntimeError
        If the model raises, with its file and line, or returns other columns than declared.
    DbtDatabaseError
        If Postgres rejects a row or a constraint.
    """
    connection = adapter.connections.get_thread_connection()
    if not connection.transaction_open:
        adapter.connections.begin()  # the materialization commits it
    file = str(Path(adapter.config.project_root) / parsed_model["original_file_path"])
    try:
        return _run(Session(connection.handle), parsed_model["name"], file, compiled_code)
    except DbtRuntimeError:
        adapter.connections.rollback_if_open()
        raise
    except psycopg2.Error as error:
        adapter.connections.rollback_if_open()
        raise DbtDatabaseError(str(error).strip()) from error
    except Exception as error:
        adapter.connections.rollback_if_open()
        raise DbtRuntimeError(format_model_error(error, file)) from error


def _run(session: Session, model_name: str, file: str, compiled_code: str) -> AdapterResponse:
    source = restore_line_numbers(compiled_code, Path(file).read_text(encoding="utf-8"))
    module = ast.parse(source, file)
    target = read_target(module)
    _set_package(session.connection)
    if _is_true(session.connection, target["is_current"]):
        return AdapterResponse(_message="UNCHANGED", code="UNCHANGED", rows_affected=0)
    # only now, because a model imports libraries for seconds
    names: dict[str, Any] = {"__name__": "dbt_python_model", "__file__": file}
    exec(compile(module, file, "exec"), names)  # noqa: S102 - a model is code to run
    session.is_same_code = _is_true(session.connection, target["is_same_code"])
    result = names["model"](names["dbtObj"](session.relation), session)
    code = "PYTHON"
    if isinstance(result, PartialRows):
        if not target["is_temporary"]:
            raise DbtRuntimeError(
                f"expected all rows of {model_name}, whose table is new, got those of some keys; "
                "return some only if `dbt.is_incremental`"
            )
        code = "PARTIAL"
        session.write_temporary(REPLACED_KEYS, result.keys)
        result = result.rows
    schema, batches = schema_and_batches(result)
    number_of_rows = _write(session.connection, target, schema, batches)
    _store_figures(session.connection, model_name, schema.metadata or {})
    _store_decision(session.connection, model_name, schema.metadata or {})
    return AdapterResponse(
        _message=f"PYTHON {number_of_rows}", code=code, rows_affected=number_of_rows
    )


def _set_package(connection: Any) -> None:
    """Set the hash of the package that a model calls: it is part of the code that queries read."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('segue.package', %s, false)", (package_hash(),))


def _is_true(connection: Any, query: str | None) -> bool:
    """Return the one value of a query; False without one."""
    if query is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute(query)
        return bool(cursor.fetchone()[0])


@cache
def package_hash() -> str:
    """Return a hash of the code that a Python model of this project may call."""
    digest = hashlib.md5(usedforsecurity=False)
    package = Path(recommender.__file__).parent
    for file in sorted(package.rglob("*.py")):
        digest.update(str(file.relative_to(package)).encode() + file.read_bytes())
    for library in ("numpy", "scipy", "scikit-learn"):
        digest.update(version(library).encode())
    return digest.hexdigest()


def _write(
    connection: Any, target: dict[str, Any], schema: pa.Schema, batches: Iterable[pa.RecordBatch]
) -> int:
    """Create the target's table, without its keys, and copy the batches into it."""
    if target["types"]:
        check_columns(schema, target["types"])
    columns = target["columns"] or [
        f"{quote_identifier(field.name)} {ColumnType.from_arrow(field.type)}" for field in schema
    ]
    relation, is_temporary = target["relation"], target["is_temporary"]
    kind, end = ("temporary table", "on commit drop") if is_temporary else ("table", "")
    with connection.cursor() as cursor:
        cursor.execute(f"create {kind} {relation} ({', '.join(columns)}) {end}")
    return write_arrow(connection, relation, schema, batches, freeze=not connection.autocommit)


def _store_figures(connection: Any, model_name: str, metadata: Mapping[bytes, bytes]) -> None:
    """Store what the model measured about its rows: `figures` and `model_version` of its schema."""
    if FIGURES not in metadata:
        return
    version = metadata[b"model_version"].decode()
    with connection.cursor() as cursor:
        for figure, value in json.loads(metadata[FIGURES]).items():
            cursor.execute(STORE_FIGURE, (model_name, figure, version, value))


def _store_decision(connection: Any, model_name: str, metadata: Mapping[bytes, bytes]) -> None:
    """Store whether the model made all of its rows anew, and why: the `decision` of its schema."""
    if DECISION not in metadata:
        return
    names = {"model": model_name, "model_version": metadata[b"model_version"].decode()}
    with connection.cursor() as cursor:
        cursor.execute(STORE_DECISION, {**json.loads(metadata[DECISION]), **names})


def schema_and_batches(result: Any) -> tuple[pa.Schema, Iterable[pa.RecordBatch]]:
    """Return the result of a model as a schema and record batches, which may be lazy.

    Raises
    ------
    DbtRuntimeError
        If the result is no Arrow data.
    """
    if isinstance(result, pa.Table):
        return result.schema, result.to_batches()
    if hasattr(result, "__arrow_c_stream__"):  # also a reader, or a table of polars or pandas
        reader = pa.RecordBatchReader.from_stream(result)
        return reader.schema, reader
    raise DbtRuntimeError(
        "expected model() to return an Arrow table or a reader of record batches, got "
        f"{type(result).__name__}; return one of them"
    )


def check_columns(schema: pa.Schema, declared: dict[str, str]) -> None:
    """Check that a model returned exactly the columns and types that its YAML declares.

    Raises
    ------
    DbtRuntimeError
        If not, with every difference.
    """
    problems = [f"{name}: declared, not returned" for name in declared if name not in schema.names]
    for field in schema:
        if field.name not in declared:
            problems.append(f"{field.name}: returned, not declared")
            continue
        try:
            returned = ColumnType.from_arrow(field.type)
            expected = ColumnType.from_name(declared[field.name])
        except UnsupportedType as error:
            problems.append(f"{field.name}: {error}")
            continue
        if returned != expected:
            problems.append(f"{field.name}: declared as {expected}, returned as {returned}")
    if problems:
        raise DbtRuntimeError(
            "expected the columns that the model's YAML declares, got others; change the YAML "
            "or the model\n" + "\n".join(f"  {problem}" for problem in problems)
        )


def read_target(module: ast.Module) -> dict[str, Any]:
    """Return what `python_model_code` has put after the model, without running it."""
    statement = module.body[-1]
    assert isinstance(statement, ast.Assign)
    target: dict[str, Any] = json.loads(ast.literal_eval(statement.value))
    return target


def restore_line_numbers(compiled_code: str, source: str) -> str:
    """Return the code with the leading blank lines of its file, which dbt strips."""
    blank = source[: len(source) - len(source.lstrip())].count("\n")
    return "\n" * blank + compiled_code.lstrip()


def format_model_error(error: BaseException, file: str) -> str:
    """Return an error with its trace, from the model's own file on.

    An error in lazy batches has passed through Arrow: its text is the trace.
    """
    frames = traceback.extract_tb(error.__traceback__)
    own = [index for index, frame in enumerate(frames) if frame.filename == file]
    shown = traceback.format_list(frames[own[0] :] if own else frames[-1:])
    lines = ["the Python model failed: ", *traceback.format_exception_only(error), *shown]
    return "".join(lines).rstrip()
