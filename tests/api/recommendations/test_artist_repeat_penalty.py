"""The penalty of a repeated artist in lists for several seeds, over HTTP."""

from itertools import pairwise

import pytest


def ask(client, *seeds, **options):
    body = {"seeds": [{"track_id": seed} for seed in seeds], "limit": 500, **options}
    answer = client.post("/api/v1/recommendations", json=body)
    assert answer.status_code == 200, answer.json
    return answer.json["items"]


def test_without_the_option_no_track_loses_anything(client):
    items = ask(client, "t05", "one")
    assert {item["contributions"]["artist_repeat"] for item in items} == {0}
    assert ask(client, "t05", "one", artist_repeat_penalty=0) == items


@pytest.mark.parametrize("diversity", [0, 0.3])
def test_all_but_the_best_track_of_an_artist_lose_the_same(client, diversity):
    plain = {item["track"]["track_id"]: item for item in ask(client, "t05", "one")}
    items = ask(client, "t05", "one", artist_repeat_penalty=1.5, diversity=diversity)
    by_artist = {}
    for item in items:
        artist = item["track"]["artists"][-1:] or [{"artist_id": None}]
        by_artist.setdefault(artist[0]["artist_id"], []).append(item)
    lost = {
        item["contributions"]["artist_repeat"]
        for item in items
        if item["contributions"]["artist_repeat"]
    }
    assert len(lost) == 1 and lost.pop() < 0
    for own in by_artist.values():
        free = [item for item in own if item["contributions"]["artist_repeat"] == 0]
        assert len(free) == 1
        assert free[0]["score"] == max(item["score"] for item in own)
    for item in items:
        before = plain[item["track"]["track_id"]]["score"]
        after = before + item["contributions"]["artist_repeat"]
        assert item["score"] == pytest.approx(after, abs=1e-4)
    if not diversity:
        assert all(one["score"] >= other["score"] for one, other in pairwise(items))


def test_a_strong_penalty_puts_one_track_of_each_artist_first(client):
    items = ask(client, "t05", "one", artist_repeat_penalty=5)
    artists = [item["track"]["artists"][-1]["artist_id"] for item in items]
    assert len(set(artists[: len(set(artists))])) == len(set(artists))


def test_one_seed_has_the_penalty_of_the_mart_instead(client):
    assert ask(client, "t05", artist_repeat_penalty=5) == ask(client, "t05")
