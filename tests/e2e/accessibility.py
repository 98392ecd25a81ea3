"""The rules of accessibility that a page breaks, as axe finds them."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
WCAG_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def find_violations(page: Page) -> list[tuple[str, list[str]]]:
    """Return the broken rules, each with the elements that break it; skip the test without axe."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: expected frontend/node_modules/axe-core")
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    result = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", WCAG_TAGS
    )
    return [
        (rule["id"], [node["html"][:200] for node in rule["nodes"]])
        for rule in result["violations"]
    ]
