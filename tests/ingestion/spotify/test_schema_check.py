"""A field that nobody knew is kept and told; a changed type is an error, not another column."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from dlt.common.schema.exceptions import DataValidationError
from flask import Flask, Response, request

from ingestion.demo.generator import generate_catalogue
from ingestion.http.errors import ApiError
from ingestion.load.pipeline import declare_schema
from ingestion.load.tables import TABLES
from ingestion.spotify.schema_check import FEWEST, FIELDS, IS, NESTED
from tests.ingestion.servers.account import shrink_catalogue
from tests.ingestion.servers.spotify import create_server_app

Change = Callable[[dict[str, Any]], None]


class Account:
    """An account of which a test changes what the bodies hold."""

    def __init__(self, app: Flask) -> None:
        self.app, self._changes = app, dict[str, list[Change]]()
        app.after_request(self._changed)

    def changes(self, kind: str, change: Change) -> None:
        """Let `change` alter each body of this type from now on."""
        self._changes.setdefault(kind, []).append(change)

    def reset_changes(self) -> None:
        """Give the bodies as they were at first."""
        self._changes.clear()

    def _changed(self, good: Response) -> Response:
        if good.is_json and request.path.startswith("/v1/") and good.status_code == 200:
            body = good.get_json()
            self._walk(body)
            good.set_data(self.app.json.dumps(body))
        return good

    def _walk(self, value: Any) -> None:
        if isinstance(value, dict):
            for change in self._changes.get(str(value.get("type")), ()):
                change(value)
        for inner in value.values() if isinstance(value, dict) else value:
            if isinstance(inner, dict | list):
                self._walk(inner)


@pytest.fixture
def account(serve_as_spotify: Callable) -> Iterator[Account]:
    small = shrink_catalogue(saved=20, plays=20, playlists=2, saved_albums=0)
    app = create_server_app(small, "dev")
    with serve_as_spotify(app):
        yield Account(app)


@pytest.fixture
def columns(query: Callable) -> Callable[[], list[Any]]:
    """Return a function that gives every column of the raw tables with its type."""
    return lambda: query(
        "select table_name, column_name, data_type from information_schema.columns"
        f" where table_schema = 'raw' and table_name in {tuple(TABLES)} order by 1, 2"
    )


def test_an_unknown_field_is_kept_and_reported_once(account, load, query, columns):
    before = columns()
    account.changes("track", lambda track: track.update(mood={"calm": 0.9}))
    account.changes("album", lambda album: album.update(vinyl=True))
    summary = load("spotify")
    assert summary.exit_code == 0
    [(number,)] = query("select count(*) from raw.tracks")
    assert query("select count(*) from raw.tracks where _payload #>> '{mood,calm}' = '0.9'") == [
        (number,)
    ]
    messages = [str(problem) for problem in summary.problems if "does not know" in str(problem)]
    assert sorted(line.split(" in ")[0] for line in messages) == [
        "got the field `mood`", "got the field `vinyl`"
    ]  # fmt: skip
    assert query("select count(*) from raw._rejected where reason like '%does not know%'") == [(2,)]
    assert all(counts.failed == 0 for counts in summary.tables.values())
    assert columns() == before


def test_what_is_known_is_not_reported(account, load):
    assert not [p for p in load("spotify").problems if "403" not in str(p)]


def test_one_value_of_another_type_is_refused_and_its_row_kept(account, load, query, columns):
    before, track_id = columns(), generate_catalogue().saved[3][1].track_id

    def change(track: dict[str, Any]) -> None:
        if track["id"] == track_id:
            track["duration_ms"] = "three minutes"

    account.changes("track", change)
    summary = load("spotify")
    assert (summary.exit_code, summary.tables["tracks"].failed) == (0, 1)
    assert query("select duration_ms, name is not null, _payload ->> 'duration_ms' from raw.tracks"
                 f" where track_id = '{track_id}'") == [(None, True, "three minutes")]  # fmt: skip
    assert query("select column_name, reason, raw_text from raw._rejected"
                 " where column_name is not null") == [(
        "duration_ms", f"expected `duration_ms` of {track_id} to be a whole number, got "
        '"three minutes" (str); the column is left empty, the body is kept', '"three minutes"',
    )]  # fmt: skip
    assert query("select count(*) from raw.tracks where duration_ms is null") == [(1,)]
    assert columns() == before


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [("track", "duration_ms", "1"), ("artist", "name", ["x"]), ("album", "images", "x"),
     ("track", "explicit", "no"), ("track", "artists", {}), ("album", "total_tracks", 1.5)],
)  # fmt: skip
def test_a_changed_type_is_an_error_and_changes_nothing(
    kind, name, value, account, load, contents, columns, query
):
    load("spotify")
    before, shape = contents(), columns()
    account.changes(kind, lambda body: body.update({name: value}))
    forget_marks(query)
    expected = rf"expected `{name}` of {kind}s to be .*, got another type in all \d+ bodies"
    with pytest.raises(ApiError, match=expected):
        load("spotify")
    assert (contents(), columns()) == (before, shape)
    assert query("select distinct status from raw._runs order by 1") == [("done",), ("failed",)]
    account.reset_changes()
    assert load("spotify").exit_code == 0
    assert contents() == before


def forget_marks(query: Callable) -> None:
    """Read all lists anew in the next run."""
    query("with gone as (delete from raw._api_marks returning 1) select count(*) from gone")


def test_dlt_itself_takes_no_new_column_table_or_type():
    schema = declare_schema()
    frozen = schema.resolve_contract_settings_for_table("tracks")
    assert set(frozen.values()) == {"freeze"}
    variant = {"name": "duration_ms__v_text", "data_type": "text", "variant": True}
    for column in ({"name": "mood", "data_type": "text"}, variant):
        partial: Any = {"name": "tracks", "columns": {column["name"]: column}}
        with pytest.raises(DataValidationError):
            schema.apply_schema_contract(frozen, partial, {column["name"]: "x"})
    other: Any = {"name": "moods", "columns": {}}
    with pytest.raises(DataValidationError):
        schema.apply_schema_contract(schema.resolve_contract_settings_for_table("moods"), other)


def test_every_declared_field_has_a_type_and_fills_a_table():
    assert set(FIELDS) <= set(TABLES) and FEWEST > 1
    assert {kind for fields in FIELDS.values() for kind in fields.values()} == set(IS)
    for table, nested in NESTED.items():
        assert set(nested) <= set(FIELDS[table])
