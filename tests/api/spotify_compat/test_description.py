"""The OpenAPI document of /v1 is valid, complete and apart from that of Segue's own interface."""

import json

from openapi_spec_validator import OpenAPIV31SpecValidator


def test_the_document_is_valid_and_has_all_routes(client, app):
    document = client.get("/v1/openapi.json").json
    assert document["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(document).validate()
    rules = {
        rule.rule.replace("<", "{").replace(">", "}")
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/v1/")
    }
    assert set(document["paths"]) == rules - {"/v1/openapi.json"}


def test_each_operation_has_a_plain_name_a_tag_and_spotifys_errors(client):
    document = client.get("/v1/openapi.json").json
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert operation["operationId"].startswith("get_"), path
            assert operation["tags"] and operation["summary"]
            for status, answer in operation["responses"].items():
                if status >= "400":
                    schema = answer["content"]["application/json"]["schema"]
                    assert schema == {"$ref": "#/components/schemas/ErrorResponse"}


def test_the_two_documents_share_no_path_and_hold_only_what_they_use(client):
    own = client.get("/openapi.json").json
    theirs = client.get("/v1/openapi.json").json
    assert not own["paths"].keys() & theirs["paths"].keys()
    for document in (own, theirs):
        text = json.dumps(document)
        for name in document["components"]["schemas"]:
            assert f'"#/components/schemas/{name}"' in text
