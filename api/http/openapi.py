"""The OpenAPI documents: their settings, and the parts that APIFlask leaves out.

APIFlask makes one document. `/openapi.json` has Segue's own interface of it, and
`/v1/openapi.json` that in Spotify's shapes.
"""

import json
import re
from typing import Any

from apiflask import APIFlask
from pydantic import BaseModel

from api.http.access import OF_OWNER, needed_scope
from api.http.identity import COOKIE
from api.http.problems import MEDIA_TYPE, SPOTIFY_PATHS, ErrorResponse, Problem
from api.http.security import FILE, UPLOADS

ASSETS = "/docs/api/assets"
FILE_SCHEMA = {"schema": {"type": "string", "format": "binary"}}  # as JSON Schema has no files
ASSETS_OF_PAGE = "api/assets"  # relative to /docs/api
DESCRIPTIONS = {
    "400": "The body is not JSON.",
    "401": "Sign in, or send a valid API token.",
    "403": "The token lacks a scope, or the page of another site wants to write.",
    "404": "There is nothing with this id.",
    "413": "The body is too large.",
    "414": "The address is too long.",
    "415": "The body must be sent as application/json.",
    "421": "The request names a host that is not this server.",
    "422": "An argument is not valid; `errors` lists each of them.",
    "429": "Too many requests; try again after `Retry-After` seconds.",
    "500": "An error of the server; report it with the header `X-Request-ID`.",
    "503": "The database does not answer, or the marts have not been built yet.",
}
SECURITY_SCHEMES = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": "The cookie of `POST /api/v1/account/session`; under HTTPS its name begins "
        "with `__Host-`, under a path prefix with `__Secure-`.",
    },
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of `segue token create`, or of `POST /api/v1/account/tokens`. "
        "Each request names the scope it needs.",
    },
}

RETRY_AFTER = {
    "description": "Seconds after which the request may be repeated.",
    "schema": {"type": "integer", "minimum": 0},
}
SPOTIFY_DESCRIPTIONS = {
    "400": "An argument is not valid; the message says which and why.",
    "404": "There is nothing with this id.",
}
SPOTIFY_TITLE = "Segue in Spotify's shapes"
SPOTIFY_DESCRIPTION = (
    "The part of Spotify's Web API that Segue answers, for clients that change only their base URL."
)
EXTENSION = "segue_spotify_document"
REFERENCE = re.compile(r'"#/components/schemas/([^"]+)"')

# relative to the document, so that it holds under a path prefix, too
SERVER = {"url": "./", "description": "This server."}
DOCUMENT_SETTINGS: dict[str, Any] = {
    "OPENAPI_VERSION": "3.1.0",
    "AUTO_OPERATION_ID": True,
    "AUTO_VALIDATION_ERROR_RESPONSE": True,
    "INFO": {
        "description": "Your own music recommender, on your own warehouse. "
        "Every error response is an `application/problem+json` (RFC 9457). "
        "Feedback belongs to an account, by the cookie of a session or by an API token, else to an "
        "anonymous profile, identified by a signed cookie.",
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    },
    "SERVERS": [SERVER],
    # Swagger UI from the `offapi` wheel, so that the page needs no other host
    "SWAGGER_UI_CSS": f"{ASSETS_OF_PAGE}/swagger_style.css",
    "SWAGGER_UI_BUNDLE_JS": f"{ASSETS_OF_PAGE}/swagger_bundle.js",
    "SWAGGER_UI_STANDALONE_PRESET_JS": f"{ASSETS_OF_PAGE}/swagger_preset.js",
    "SWAGGER_UI_LAYOUT": "StandaloneLayout",  # with the choice between the two documents
    "SWAGGER_UI_CONFIG": {
        "validatorUrl": None,
        "defaultModelsExpandDepth": 0,
        "urls": [
            {"url": "../openapi.json", "name": "Segue"},
            {"url": "../v1/openapi.json", "name": SPOTIFY_TITLE},
        ],
    },
    "DOCS_FAVICON": "data:,",
}


def register_documents(app: APIFlask) -> None:
    """Make `app.spec` the document of Segue's own interface."""

    def finish_own_document(document: dict[str, Any]) -> dict[str, Any]:
        whole = finish_document(document)
        app.extensions[EXTENSION] = {
            **_select_paths(whole, of_spotify=True),
            "info": {**whole["info"], "title": SPOTIFY_TITLE, "description": SPOTIFY_DESCRIPTION},
            "servers": [{**SERVER, "url": "../"}],
        }
        return _select_paths(whole, of_spotify=False)

    app.spec_callback = finish_own_document  # type: ignore[assignment]


def spotify_document(app: APIFlask) -> dict[str, Any]:
    """Return the document of the interface in Spotify's shapes."""
    if EXTENSION not in app.extensions:
        assert app.spec
    document: dict[str, Any] = app.extensions[EXTENSION]
    return document


def finish_document(document: dict[str, Any]) -> dict[str, Any]:
    """Return `document` with plain schema names, error responses and required bodies."""
    document = _use_plain_names(document)
    schemas = document["components"]["schemas"]
    for name in ("HTTPError", "ValidationError"):
        schemas.pop(name, None)
    for model in (Problem, ErrorResponse):
        schemas.update(_schemas_of(model))
    document["components"]["securitySchemes"] = SECURITY_SCHEMES
    for part in ("paths", "components"):
        document[part] = _drop_titles(document[part])
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _method, _resource, operation["operationId"] = operation["operationId"].split("_", 2)
            is_of_spotify = path.startswith(SPOTIFY_PATHS)
            if is_of_spotify and "422" in operation["responses"]:
                operation["responses"]["400"] = operation["responses"].pop("422")
            if path.startswith(("/api/", SPOTIFY_PATHS)):
                for status in ("414", "421", "429", "500", "503"):
                    operation["responses"].setdefault(status, {})
            operation["responses"].get("304", {}).pop("content", None)
            _add_security(operation, method, path)
            if (method, path) == ("post", UPLOADS):
                operation["requestBody"] = {"content": {FILE: FILE_SCHEMA}}
            if "requestBody" in operation:
                operation["requestBody"]["required"] = True
                for status in ("400", "413"):
                    operation["responses"].setdefault(status, {})
            _add_errors(operation, is_of_spotify)
    return document


def _add_security(operation: dict[str, Any], method: str, path: str) -> None:
    """Say how a request names its person, and which scope a token needs."""
    need = needed_scope(method.upper(), path)
    if need == "nothing":
        operation["security"] = []
        return
    for status in ("401", "403"):
        operation["responses"].setdefault(status, {})
    scope = "admin" if need in OF_OWNER else need
    operation["security"] = [{"session": []}, {"token": [scope]}]
    if scope != "admin" or need == "own machine":
        operation["security"].insert(0, {})


def _add_errors(operation: dict[str, Any], is_of_spotify: bool) -> None:
    descriptions = {**DESCRIPTIONS, **(SPOTIFY_DESCRIPTIONS if is_of_spotify else {})}
    media_type = "application/json" if is_of_spotify else MEDIA_TYPE
    name = "ErrorResponse" if is_of_spotify else "Problem"
    for status, answer in operation["responses"].items():
        if status >= "400":
            answer["description"] = descriptions.get(status, answer.get("description", ""))
            reference = {"$ref": f"#/components/schemas/{name}"}
            answer["content"] = {media_type: {"schema": reference}}
        if status in ("429", "503"):
            answer["headers"] = {"Retry-After": RETRY_AFTER}


def _schemas_of(model: type[BaseModel]) -> dict[str, Any]:
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs"), model.__name__: schema}


def _select_paths(document: dict[str, Any], of_spotify: bool) -> dict[str, Any]:
    """Return the document with the paths of one interface, and the schemas that they name."""
    paths = {
        path: operations
        for path, operations in document["paths"].items()
        if path.startswith(SPOTIFY_PATHS) == of_spotify
    }
    schemas, named, found = document["components"]["schemas"], {}, _references(paths)
    while found:
        new = {name: schemas[name] for name in found if name not in named}
        named.update(new)
        found = _references(new)
    tags = {
        tag for operations in paths.values() for one in operations.values() for tag in one["tags"]
    }
    return {
        **document,
        "paths": paths,
        "tags": [tag for tag in document["tags"] if tag["name"] in tags],
        "components": {
            **document["components"],
            "schemas": {name: schema for name, schema in schemas.items() if name in named},
        },
    }


def _references(part: Any) -> set[str]:
    return set(REFERENCE.findall(json.dumps(part)))


def _use_plain_names(document: dict[str, Any]) -> dict[str, Any]:
    """Rename `TrackPage.TrackSummary` to `TrackSummary`: it is the same model in both."""
    schemas = document["components"]["schemas"]
    text = json.dumps(document)
    for name in schemas:
        text = text.replace(f'/schemas/{name}"', f'/schemas/{name.rpartition(".")[2]}"')
    plain: dict[str, Any] = json.loads(text)
    plain["components"]["schemas"] = {
        name.rpartition(".")[2]: schema for name, schema in plain["components"]["schemas"].items()
    }
    return plain


def _drop_titles(part: Any) -> Any:
    """Drop the titles that pydantic derives from the names."""
    if isinstance(part, list):
        return [_drop_titles(item) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        name: _drop_titles(value)
        for name, value in part.items()
        if name != "title" or not isinstance(value, str)
    }
