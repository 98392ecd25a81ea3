"""Schemas of imports; the OpenAPI document is generated from them."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from api.http.schemas import WITHOUT_NUL, Cursor, Limit, Query

State = Literal["waiting", "loading", "building", "done", "failed"]


class UploadQuery(Query):
    """What a file is called, and what follows."""

    file_name: Annotated[
        str,
        Field(
            min_length=1, max_length=255, pattern=WITHOUT_NUL,
            description="The name of the file: playlists of Exportify are called by it.",
        ),
    ]  # fmt: skip
    build: Annotated[
        bool, Field(description="Build the marts afterwards, unless nothing is new.")
    ] = True


class ProblemsQuery(Query):
    """Which problems."""

    limit: Limit = 50
    cursor: Cursor = None


class LoadedTable(BaseModel):
    """What became of one table of `raw`."""

    table: str
    found: int
    new: int
    changed: int
    unchanged: int
    missing: int
    failed: Annotated[int, Field(description="Rows and values that were refused.")]


class LoadedSource(BaseModel):
    """What one source read."""

    source: Annotated[str, Field(description="As `segue ingest` calls it.")]
    status: Literal["done", "failed", "deferred"]
    tables: list[LoadedTable]


class Import(BaseModel):
    """A file that was sent, and how far it is."""

    import_id: UUID
    file_name: str
    size_bytes: int
    with_build: bool
    state: State
    rows_read: Annotated[int, Field(description="Rows of the file that were read until now.")]
    sources: Annotated[
        list[LoadedSource],
        Field(description="By which sources it was read; empty until the first has."),
    ]
    new_songs: Annotated[
        int | None,
        Field(
            description="How many more songs there are since the build; null before it. A "
            "track by names is none that is there by its id already."
        ),
    ]
    number_of_problems: Annotated[int, Field(description="Files, rows and values left out.")]
    error: Annotated[str | None, Field(description="Why it failed as a whole.")]
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class ImportList(BaseModel):
    """The newest imports first."""

    items: list[Import]


class ImportProblem(BaseModel):
    """One thing that was left out, as a sentence with its place."""

    detail: str


class ImportProblems(BaseModel):
    """The problems of an import, those of whole files first; the first thousand."""

    items: list[ImportProblem]
    next_cursor: str | None
