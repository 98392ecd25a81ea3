"""Base classes and arguments that the request schemas of all features share."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

WITHOUT_NUL = r"^[^\x00]+$"  # Postgres has no text with NUL
Id = Annotated[str, Field(min_length=1, max_length=255, pattern=WITHOUT_NUL)]
Limit = Annotated[int, Field(ge=1, le=100, description="Maximum number of items.")]
Cursor = Annotated[
    str | None,
    Field(max_length=200, description="`next_cursor` of the previous page; omit it for the first."),
]


LARGEST_INTEGER = 2**53  # of those that every reader of JSON keeps exactly


class Query(BaseModel):
    """Arguments of a query string; an unknown name is an error."""

    model_config = ConfigDict(extra="forbid")


class Body(BaseModel):
    """A JSON body; an unknown name or a wrong type is an error."""

    model_config = ConfigDict(extra="forbid", strict=True)

    @model_validator(mode="before")
    @classmethod
    def read_whole_numbers(cls, body: Any) -> Any:
        """Take 180.0 for the integer that it is in JSON Schema, and that Python's json writes."""
        if not isinstance(body, dict):
            return body
        return {name: _read_number(value) for name, value in body.items()}


def _read_number(value: Any) -> Any:
    is_whole = isinstance(value, float) and value.is_integer() and abs(value) <= LARGEST_INTEGER
    return int(value) if is_whole else value
