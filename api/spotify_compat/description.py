"""The OpenAPI document of `/v1`."""

from typing import Any

from apiflask import APIBlueprint
from flask import current_app

from api.http.openapi import spotify_document

bp = APIBlueprint("spotify_description", __name__, enable_openapi=False)


@bp.get("/openapi.json")
def get_description() -> Any:
    """Return the OpenAPI document of `/v1`."""
    return spotify_document(current_app)  # type: ignore[arg-type]
