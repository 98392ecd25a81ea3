"""Backfill of whole bodies for entities only seen embedded: in batches, else one by one.

Apps made since February 2026 may read no batches, and one by one only a few hundred a day. So
each id is asked for once; what the budget does not reach is the backlog of the next run.
Albums are not read one by one: such an app is told nothing more by it than tracks embed.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ingestion.http.errors import ApiError, Forbidden, LoginNeeded, NotFound, RateLimited
from ingestion.load.json_values import parse_text
from ingestion.spotify import rows
from ingestion.spotify.client import SpotifyClient
from ingestion.spotify.endpoints import Endpoint
from ingestion.spotify.outcome import Outcome
from ingestion.spotify.pages import check_id
from ingestion.spotify.state import State

MOST_REFUSED_IN_A_ROW = 3
Body = rows.Body


class Backfill:
    """Reads entities by id, and notes the answers in the state."""

    def __init__(
        self, client: SpotifyClient, state: State, outcome: Outcome, market: str | None = None
    ) -> None:
        self._client, self._state, self._outcome = client, state, outcome
        self._market = {"market": market} if market else {}

    def read_bodies(self, endpoint: Endpoint, known: Mapping[str, Body]) -> Iterator[Body]:
        """Yield the whole body of each id, or what is known where it may not be read.

        What is only known embedded never takes the place of a row that is there already.
        """
        known = dict(known)  # what is yielded may make the caller meet more
        whole = {
            i for i, body in known.items() if endpoint.whole_has and endpoint.whole_has in body
        }
        ids = dict.fromkeys([*known, *self._state.find_backlog(endpoint.table)])
        answered_before = self._state.find_answered(endpoint.table, ids)
        wanted = [i for i in ids if i not in whole and i not in answered_before]
        yield from (known[i] for i in known if i in whole)
        answered: set[str | None] = set(whole)
        for body in self._read_batches(endpoint, wanted):
            answered.add(parse_text(body.get("id")))
            yield body
        rest = [i for i, body in known.items() if body and i not in answered]
        stored = self._state.find_stored(endpoint.table, rest)
        yield from (known[i] for i in rest if i not in stored)

    def _read_batches(self, endpoint: Endpoint, wanted: list[str]) -> Iterator[Body]:
        number_read, deferred_before = 0, self._outcome.deferred[endpoint.table]
        is_open = not self._state.find_answered("endpoints", [endpoint.method])
        with self._outcome.isolate_faults(endpoint.table, lambda: len(wanted) - number_read):
            while is_open and number_read < len(wanted):
                some = wanted[number_read : number_read + endpoint.ids_at_once]
                try:
                    found = self._read_batch(endpoint, some)
                except (Forbidden, NotFound) as refusal:
                    is_open = False
                    self._outcome.report(str(refusal))
                    self._state.note_answer("endpoints", endpoint.method, "forbidden")
                else:
                    number_read += len(some)
                    yield from self._note_answers(endpoint, some, found)
        is_deferred = self._outcome.deferred[endpoint.table] > deferred_before
        if endpoint.single and number_read < len(wanted) and not is_deferred:
            yield from self._one_by_one(endpoint, endpoint.single, wanted[number_read:])

    def _read_batch(self, endpoint: Endpoint, ids: list[str]) -> list[Body | None]:
        name, method = endpoint.method, getattr(self._client.spotify, endpoint.method)

        def call(ids: list[str], **options: Any) -> Any:
            answer = method(ids, **options)
            # of audio features spotipy returns the list itself
            return {name: answer} if isinstance(answer, list) else answer

        def check(body: dict[str, Any]) -> str | None:
            found = body.get(name)
            if isinstance(found, list) and len(found) == len(ids) and all(map(_is_entity, found)):
                return None
            return f"expected a list {name} of {len(ids)} from {name}"

        call.__name__ = name  # the client names the request by it
        market = self._market if endpoint.is_of_a_market else {}
        answer = self._client.read(call, ids, check=check, **market)
        return list(answer[name])

    def _note_answers(
        self, endpoint: Endpoint, ids: list[str], found: Sequence[Body | None]
    ) -> Iterator[Body]:
        for entity_id, body in zip(ids, found, strict=True):
            status = "missing" if body is None else "found"
            is_news = self._state.note_answer(endpoint.table, entity_id, status)
            if body is not None:
                yield body
            elif is_news:
                self._outcome.missing[endpoint.table] += 1

    def _one_by_one(self, endpoint: Endpoint, single: str, wanted: list[str]) -> Iterator[Body]:
        method, number_read, refused_in_a_row = getattr(self._client.spotify, single), 0, 0
        market = self._market if endpoint.is_of_a_market else {}
        with self._outcome.isolate_faults(endpoint.table, lambda: len(wanted) - number_read):
            for entity_id in wanted:
                try:
                    found = [self._client.read(method, entity_id, check=check_id, **market)]
                except NotFound:
                    yield from self._note_answers(endpoint, [entity_id], [None])
                except Forbidden as refusal:
                    refused_in_a_row += 1
                    if refused_in_a_row >= MOST_REFUSED_IN_A_ROW:
                        return
                    self._state.note_answer(endpoint.table, entity_id, "forbidden")
                    self._outcome.report(f"{refusal} ({entity_id})")
                except (RateLimited, LoginNeeded):
                    raise
                except ApiError as fault:
                    self._outcome.count_fault(endpoint.table, fault)
                else:
                    refused_in_a_row = 0
                    self._outcome.reset_faults()
                    yield from self._note_answers(endpoint, [entity_id], found)
                number_read += 1


def _is_entity(body: Any) -> bool:
    return body is None or (isinstance(body, Mapping) and isinstance(body.get("id"), str))
