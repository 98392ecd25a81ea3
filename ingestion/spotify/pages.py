"""Checks of the body of an answer: its shape, and whether a last page is the end of the list."""

from collections.abc import Callable
from typing import Any

Body = dict[str, Any]
Check = Callable[[Body], str | None]
IsEnough = Callable[[int, int], bool]


def check_items(body: Body) -> str | None:
    """Return what is wrong with a page, or None."""
    if isinstance(body.get("items"), list) and isinstance(body.get("next"), str | None):
        return None
    return f"expected a page with `items`, got {_keys(body)}"


class PageEnd:
    """The end of a list: a last page is believed only if all items have come by then."""

    def __init__(self, is_enough: IsEnough | None) -> None:
        self._is_enough = is_enough
        self.number, self.is_early = 0, False

    def check(self, page: Body) -> str | None:
        """Return what is wrong with the page after `number` items, or None."""
        wrong = check_items(page)
        if wrong or page.get("next"):
            return wrong
        number, total = self.number + len(page["items"]), page.get("total")
        self.is_early = (
            isinstance(total, int) and number < total
            and not (self._is_enough and self._is_enough(number, total))
        )  # fmt: skip
        return f"expected {total} items, got {number}" if self.is_early else None


def check_id(body: Body) -> str | None:
    """Return what is wrong with an entity, or None."""
    return None if isinstance(body.get("id"), str) else f"expected an `id`, got {_keys(body)}"


def _keys(body: Body) -> str:
    return f"the keys {', '.join(sorted(map(str, body))[:8])}" if body else "an empty object"
