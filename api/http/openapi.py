"""The OpenAPI document: its settings, and the parts that APIFlask leaves out."""

import json
from typing import Any

from api.http.problems import MEDIA_TYPE, Problem

ASSETS = "/docs/api/assets"
DESCRIPTIONS = {
    "400": "The body is not JSON.",
    "403": "Pages of other sites may not write.",
    "404": "There is nothing with this id.",
    "413": "The body is too large.",
    "415": "The body must be sent as application/json.",
    "421": "The request names a host that is not this server.",
    "422": "An argument is not valid; `errors` lists each of them.",
    "429": "Too many requests; try again after `Retry-After` seconds.",
    "500": "An error of the server; report it with the header `X-Request-ID`.",
    "503": "The database does not answer, or the marts have not been built yet.",
}

DOCUMENT_SETTINGS: dict[str, Any] = {
    "OPENAPI_VERSION": "3.1.0",
    "AUTO_OPERATION_ID": True,
    "AUTO_VALIDATION_ERROR_RESPONSE": True,
    "INFO": {
        "description": "Your own music recommender, on your own warehouse. "
        "Every error response is an `application/problem+json` (RFC 9457). "
        "Feedback belongs to an anonymous profile, identified by a signed cookie.",
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    },
    "SERVERS": [{"url": "/", "description": "This server."}],
    # Swagger UI from the `offapi` wheel, so that the page needs no other host
    "SWAGGER_UI_CSS": f"{ASSETS}/swagger_style.css",
    "SWAGGER_UI_BUNDLE_JS": f"{ASSETS}/swagger_bundle.js",
    "SWAGGER_UI_STANDALONE_PRESET_JS": f"{ASSETS}/swagger_preset.js",
    "SWAGGER_UI_CONFIG": {"validatorUrl": None, "defaultModelsExpandDepth": 0},
    "DOCS_FAVICON": "data:,",
}


def finish_document(document: dict[str, Any]) -> dict[str, Any]:
    """Return `document` with plain schema names, problem responses and required bodies."""
    document = _use_plain_names(document)
    schemas = document["components"]["schemas"]
    for name in ("HTTPError", "ValidationError"):
        schemas.pop(name, None)
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(schema.pop("$defs"), Problem=schema)
    for part in ("paths", "components"):
        document[part] = _drop_titles(document[part])
    for path, operations in document["paths"].items():
        for operation in operations.values():
            _method, _resource, operation["operationId"] = operation["operationId"].split("_", 2)
            if path.startswith("/api/"):
                for status in ("421", "429", "500", "503"):
                    operation["responses"].setdefault(status, {})
            if "requestBody" in operation:
                operation["requestBody"]["required"] = True
                for status in ("400", "413"):
                    operation["responses"].setdefault(status, {})
            _add_problems(operation)
    return document


def _add_problems(operation: dict[str, Any]) -> None:
    for status, answer in operation["responses"].items():
        if status >= "400":
            answer["description"] = DESCRIPTIONS.get(status, answer.get("description", ""))
            reference = {"$ref": "#/components/schemas/Problem"}
            answer["content"] = {MEDIA_TYPE: {"schema": reference}}


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
