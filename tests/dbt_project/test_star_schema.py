"""The picture on the first page of the docs site is part of the page and agrees with the marts."""

import base64
import re

from segue.settings import PROJECT_ROOT

DOCS = PROJECT_ROOT / "dbt_project" / "docs"


def test_the_page_holds_the_picture_and_needs_no_network():
    (picture,) = re.findall(
        r"!\[The star schema\]\(data:image/svg\+xml;base64,([^)]+)\)",
        (DOCS / "overview.md").read_text(),
    )
    assert base64.b64decode(picture) == (DOCS / "star_schema.svg").read_bytes()
    assert b"href" not in base64.b64decode(picture)


def test_the_picture_has_one_line_for_each_foreign_key(manifest):
    lines = re.findall(r'data-from="(\w+)" data-to="(\w+)"', (DOCS / "star_schema.svg").read_text())
    declared = {
        (model["name"], re.findall(r"\w+", constraint["to"])[-1])
        for model in manifest["nodes"].values()
        if model["resource_type"] == "model"
        for column in model["columns"].values()
        for constraint in column["constraints"]
        if constraint["type"] == "foreign_key"
    }
    assert len(lines) == len(set(lines))
    assert set(lines) == declared
