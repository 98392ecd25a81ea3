"""Arguments of the requests of `/v1`, within Spotify's limits; unknown ones are ignored."""

import re
from collections.abc import Collection, Iterable
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from api.http.problems import raise_problem
from api.spotify_compat.links import COUNTRY

MARKET = re.compile(rf"{COUNTRY.pattern}|from_token")
GROUPS = ("album", "single", "compilation", "appears_on")


def list_pattern(words: Iterable[str]) -> str:
    """Return the pattern of a list of words with commas, for the description."""
    word = "|".join(words)
    return f"^(({word})(,({word}))*)?$"


def split_words(argument: str, text: str, known: Collection[str]) -> list[str]:
    """Return the words of a list with commas, each once; an unknown one ends the request with 400.

    `argument` is the name of the list in the request.
    """
    words = list(dict.fromkeys(word.strip() for word in text.split(",")))
    unknown = [word for word in words if word not in known]
    if unknown:
        raise_problem(
            400, f"Invalid {argument}: expected of {', '.join(known)}, got {unknown[0][:50]!r}"
        )
    return words


def _check_market(market: str | None) -> str | None:
    if market and not MARKET.fullmatch(market):
        raise ValueError("expected a country code of two letters, or from_token")
    return market


Market = Annotated[
    str | None,
    AfterValidator(_check_market),
    Field(
        description="A country; the catalogue is the same in all of them.",
        json_schema_extra={"pattern": f"^({MARKET.pattern})?$"},
    ),
]
Ids = Annotated[str, Field(min_length=1, description="Ids, separated by commas.")]
Offset = Annotated[int, Field(ge=0, le=10**9, description="The position of the first item.")]


class MarketQuery(BaseModel):
    """Arguments of one object."""

    market: Market = None


class IdsQuery(MarketQuery):
    """Arguments of several objects."""

    ids: Ids


class PageQuery(MarketQuery):
    """Arguments of a page."""

    limit: Annotated[int, Field(ge=1, le=50, description="Maximum number of items.")] = 20
    offset: Offset = 0


class DiscographyQuery(PageQuery):
    """Arguments of the albums of an artist."""

    include_groups: Annotated[
        str | None,
        Field(
            description="Of album, single, compilation and appears_on, separated by commas.",
            json_schema_extra={"pattern": list_pattern(GROUPS)},
        ),
    ] = None


class PlaylistQuery(MarketQuery):
    """Arguments of a playlist."""

    fields: Annotated[str | None, Field(description="Accepted and ignored.")] = None
    additional_types: Annotated[str | None, Field(description="Accepted and ignored.")] = None


class PlaylistPageQuery(PageQuery, PlaylistQuery):
    """Arguments of a page of a playlist."""

    limit: Annotated[int, Field(ge=1, le=100, description="Maximum number of items.")] = 100
