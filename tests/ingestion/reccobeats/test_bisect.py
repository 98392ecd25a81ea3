"""A batch that is refused is asked for in halves: the bad ids are found, the others answered."""

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.reccobeats.bisect import MOST_PARTS_REFUSED, bisect_features
from ingestion.reccobeats.client import MAX_IDS, IdsRefused

IDS = [f"{n:022d}" for n in range(60)]


class Server:
    """Answers for every id but the bad ones, which cost the whole request."""

    def __init__(self, bad: set[str]) -> None:
        self.bad, self.number_of_requests = bad, 0

    def ask(self, ids: list[str]) -> dict:
        """Answer, or refuse."""
        self.number_of_requests += 1
        if self.bad & set(ids):
            raise IdsRefused("got 403")
        return {one: {"tempo": 1.0} for one in ids}


@given(
    number=st.integers(2, MAX_IDS), bad=st.sets(st.integers(0, MAX_IDS - 1), max_size=3),
)  # fmt: skip
def test_every_good_id_is_answered_and_every_bad_one_found(number, bad):
    ids = IDS[:number]
    server = Server({IDS[n] for n in bad if n < number - 1})  # one at least is good
    found, refused = bisect_features(server.ask, ids)
    assert set(refused) == server.bad
    assert set(found) == set(ids) - server.bad
    assert server.number_of_requests <= 1 + 12 * len(server.bad)


@pytest.mark.parametrize("number", [1, 2, 7, 40])
def test_who_is_refused_altogether_takes_no_id_for_bad(number):
    server = Server(set(IDS))
    with pytest.raises(IdsRefused, match="got 403"):
        bisect_features(server.ask, IDS[:number])
    assert server.number_of_requests <= 2 * MOST_PARTS_REFUSED


@pytest.mark.parametrize("status", [400, 403])
def test_a_bad_id_is_remembered_as_unknown_and_the_others_are_loaded(
    status, reccobeats, load_tracks, load, query, raw_url
):
    load_tracks(IDS)
    reccobeats.add_tracks(*IDS)
    reccobeats.refused[IDS[7]] = status
    first = load("reccobeats")
    assert first.exit_code == 0
    assert (first.tables["audio_features"].new, first.tables["audio_features"].missing) == (59, 1)
    assert f"expected an answer for the track {IDS[7]}" in str(first.problems[0])
    near = f"'{IDS[6]}', '{IDS[7]}', '{IDS[8]}'"
    rows = query(f"select track_id from raw.audio_features where track_id in ({near}) order by 1")
    assert rows == [(IDS[6],), (IDS[8],)]
    number_of_requests = "select count(*) from raw._api_requests"
    before = query(number_of_requests)
    assert load("reccobeats").problems == []
    assert query(number_of_requests) == before  # not asked for again before its time
    reccobeats.refused.clear()
    with psycopg.connect(raw_url) as connection:
        connection.execute("update raw._api_entities set asked_at = now() - interval '1 year'")
    assert load("reccobeats").tables["audio_features"].new == 1
