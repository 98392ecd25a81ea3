"""The OpenAPI document is valid, complete and printed without a database."""

import json
import subprocess
import sys

from openapi_spec_validator import OpenAPIV31SpecValidator

from api.__main__ import openapi_document


def test_the_document_is_valid_openapi_3_1(client):
    document = client.get("/openapi.json").json
    assert document["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(document).validate()


def test_the_command_prints_the_same_document_without_a_database(client, tmp_path):
    printed = subprocess.run(
        [sys.executable, "-m", "api", "openapi"],
        check=True,
        capture_output=True,
        env={"SEGUE_HOME": str(tmp_path), "DATABASE_URL": "", "PATH": ""},
    )
    assert json.loads(printed.stdout) == client.get("/openapi.json").json
    assert list(tmp_path.iterdir()) == []


def test_every_operation_has_a_plain_name_a_tag_and_problems_for_errors():
    names = []
    for path, operations in openapi_document()["paths"].items():
        for operation in operations.values():
            names.append(operation["operationId"])
            assert operation["tags"] and operation["summary"]
            for status, answer in operation["responses"].items():
                assert answer["description"]
                if status >= "400":
                    assert list(answer["content"]) == ["application/problem+json"], path
    assert len(set(names)) == len(names)
    assert {"search_tracks", "get_recommendations", "put_feedback"} <= set(names)


def test_answers_of_a_busy_server_have_retry_after():
    for operations in openapi_document()["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                assert ("Retry-After" in answer.get("headers", {})) == (status in ("429", "503"))


def test_bodies_are_required_and_schema_names_are_plain():
    document = openapi_document()
    put = document["paths"]["/api/v1/feedback/{track_id}"]["put"]
    assert put["requestBody"]["required"] is True
    assert not [name for name in document["components"]["schemas"] if "." in name]
