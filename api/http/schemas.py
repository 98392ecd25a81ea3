"""Base classes and arguments that the request schemas of all features share."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

# Postgres has no text with NUL
Id = Annotated[str, Field(min_length=1, max_length=255, pattern=r"^[^\x00]+$")]
Limit = Annotated[int, Field(ge=1, le=100, description="Maximum number of items.")]
Cursor = Annotated[
    str | None,
    Field(max_length=200, description="`next_cursor` of the previous page; omit it for the first."),
]


class Query(BaseModel):
    """Arguments of a query string; an unknown name is an error."""

    model_config = ConfigDict(extra="forbid")


class Body(BaseModel):
    """A JSON body; an unknown name or a wrong type is an error."""

    model_config = ConfigDict(extra="forbid", strict=True)
