"""Every phrase of every reason, compared with the marts."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from flask.testing import FlaskClient

from tests.api.stored_answers import answer, load_build, stored_answer

ROUNDING = 1e-5  # the index keeps features in single precision


class Warehouse:
    """Facts of two tracks, read from the marts by SQL and without the API."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection
        self.names = dict(self._rows("select track_id, track_name from marts.fact_tracks"))
        self.popularity = dict(
            self._rows("select track_id, track_popularity from marts.fact_tracks")
        )
        self.cold_start_sources = dict(
            self._rows("select track_id, cold_start_source from marts.track_vectors")
        )
        self.vectors = {
            track_id: {"audio": audio, "taste": taste}
            for track_id, audio, taste in self._rows(
                "select track_id, audio, taste from marts.track_vectors"
            )
        }
        self.artists = self._sets("select track_id, artist_id from marts.artist_tracks")
        self.playlists = self._sets("select track_id, playlist_id from marts.playlist_tracks")
        self.sessions = self._sets(
            "select track_id, playlist_id from marts.training_memberships where kind = 'session'"
        )
        self.features = {
            row[0]: dict(zip(FEATURES, row[1:], strict=True))
            for row in self._rows(
                "select track_id, "
                + ", ".join(f"af_{name}" for name in FEATURES)
                + " from marts.fact_tracks join marts.dim_audio_features using (af_track_id)"
            )
        }

    def _rows(self, statement: str) -> list[Any]:
        return self.connection.execute(statement).fetchall()  # type: ignore[arg-type]

    def _sets(self, statement: str) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for track_id, other in self._rows(statement):
            found.setdefault(track_id, set()).add(other)
        return found

    def both(self, kind: dict[str, set[str]], one: str, other: str) -> int:
        """Return how many playlists contain both tracks."""
        return len(kind.get(one, set()) & kind.get(other, set()))

    def apart(self, feature: str, one: str, other: str) -> float:
        """Return the absolute difference of two tracks in a feature."""
        values = [self.features[track_id][feature] for track_id in (one, other)]
        return abs(values[0] - values[1])


FEATURES = ("energy", "valence", "tempo", "danceability", "acousticness", "instrumentalness")
Check = Callable[[Warehouse, re.Match[str], str, str], bool]


def _playlists(w: Warehouse, match: re.Match[str], seed: str, found: str) -> bool:
    number = int(match["n"].replace(",", ""))
    return w.both(w.playlists, seed, found) == number and (match["verb"] == "s") == (number == 1)


def _sessions(w: Warehouse, match: re.Match[str], seed: str, found: str) -> bool:
    times = int((match["n"] or "1").replace(",", ""))
    return w.both(w.sessions, seed, found) == times and w.both(w.playlists, seed, found) == 0


def _agree(w: Warehouse, match: re.Match[str], seed: str, found: str) -> bool:
    most = {"same": 0.05, "similar": 0.1}[match["word"]] + ROUNDING
    names = {"energy": "energy", "mood": "valence"}
    return all(
        w.apart(names[each], seed, found) < most for each in match["features"].split(" and ")
    )


def _tempo(w: Warehouse, match: re.Match[str], seed: str, found: str) -> bool:
    pairs = ((match["found"], found), (match["seed"], seed))
    return all(
        abs(int(number) - w.features[track_id]["tempo"]) <= 0.5 + ROUNDING * 300
        for number, track_id in pairs
    )


def _both_high(w: Warehouse, match: re.Match[str], seed: str, found: str) -> bool:
    feature = {"danceable": "danceability"}.get(match["word"], f"{match['word']}ness")
    return all(w.features[track_id][feature] >= 0.7 - ROUNDING for track_id in (seed, found))


def _alike(w: Warehouse, _match: re.Match[str], seed: str, found: str) -> bool:
    return _cosine(w, "audio", seed, found) >= 0.5 - ROUNDING


def _taste(w: Warehouse, match: re.Match[str], seed: str, found: str) -> bool:
    cold_start_source = {None: "none", "its artist is": "artist", "its genre is": "genre"}[
        match["who"]
    ]
    is_listed = cold_start_source != "none" or bool(w.playlists.get(found) or w.sessions.get(found))
    is_near = _cosine(w, "taste", seed, found) >= 0.5 - ROUNDING
    return is_listed and is_near and w.cold_start_sources[found] == cold_start_source


def _artist(w: Warehouse, _match: re.Match[str], seed: str, found: str) -> bool:
    return bool(w.artists[seed] & w.artists[found])


def _popular(w: Warehouse, match: re.Match[str], _seed: str, found: str) -> bool:
    return w.popularity[found] == int(match["n"]) >= 60


def _cosine(w: Warehouse, block: str, one: str, other: str) -> float:
    first, second = (w.vectors[track_id][block] for track_id in (one, other))
    lengths = math.hypot(*first) * math.hypot(*second)
    return sum(x * y for x, y in zip(first, second, strict=True)) / lengths


SENTENCES: dict[str, Check] = {
    r"(?P<n>[\d,]+) playlists? hold(?P<verb>s?) both": _playlists,
    r"both played in one session(, (?P<n>[\d,]+) times)?": _sessions,
    r"(?P<word>same|similar) (?P<features>energy|mood|energy and mood)": _agree,
    r"(?P<found>\d+) BPM beside (?P<seed>\d+)": _tempo,
    r"both (?P<word>danceable|acoustic|instrumental)": _both_high,
    r"alike in sound overall": _alike,
    r"((?P<who>its artist is|its genre is) )?found in playlists like those of .+": _taste,
    r"same artist(, .+)?": _artist,
    r"popular: (?P<n>\d+) of 100": _popular,
    r"the nearest of what is left": lambda *_: True,
}
NAMED = (
    (r"(?P<n>[\d,]+) playlists? hold(?P<verb>s?) it and (?P<name>.+)", "{n} playlists hold both"),
    (r"played in one session with (?P<name>.+)", "both played in one session"),
    (r"same artist as (?P<name>.+)", "same artist"),
    (r"(?P<rest>.+), like (?P<name>.+)", "{rest}"),
)


def check(w: Warehouse, reason: str, seed: str, found: str) -> str:
    """Raise unless a reason about one seed is true; return which sentence it is."""
    for pattern, is_true in SENTENCES.items():
        match = re.fullmatch(pattern, reason)
        if match is not None:
            assert is_true(w, match, seed, found), f"{reason!r} of {seed} and {found}"
            return pattern
    raise AssertionError(f"no known sentence: {reason!r}")


def check_lists(client: FlaskClient, w: Warehouse, track_ids: list[str]) -> Counter[str]:
    """Check every reason of the lists of some tracks; return how often each pattern matched."""
    counts: Counter[str] = Counter()
    for track_id in track_ids:
        answer = client.get(f"/api/v1/tracks/{track_id}/recommendations?limit=20")
        for item in answer.json["items"]:
            assert 1 <= len(item["reasons"]) == len(set(item["reasons"])) <= 3
            for reason in item["reasons"]:
                counts[check(w, reason, track_id, item["track"]["track_id"])] += 1
    return counts


@pytest.fixture
def small(api_url: str) -> Iterator[Warehouse]:
    with psycopg.connect(api_url) as connection:
        yield Warehouse(connection)


@pytest.fixture(scope="module")
def demo(demo_warehouse: str) -> Iterator[Warehouse]:
    with psycopg.connect(demo_warehouse) as connection:
        yield Warehouse(connection)


@pytest.fixture(scope="module")
def demo_client(make_app: Callable[..., Any], demo_warehouse: str) -> FlaskClient:
    client: FlaskClient = make_app(demo_warehouse).test_client()
    return client


def test_every_reason_of_the_small_catalogue_is_true(client, small):
    counts = check_lists(client, small, list(small.cold_start_sources))
    assert counts[r"(?P<n>[\d,]+) playlists? hold(?P<verb>s?) both"] > 50
    assert counts[r"same artist(, .+)?"] > 5


def test_every_reason_of_a_part_of_the_demo_is_true(demo_client, demo):
    counts = check_lists(demo_client, demo, sorted(demo.cold_start_sources)[::40])
    unused = [sentence for sentence in SENTENCES if not counts[sentence]]
    # in the demo nothing is played twice in a session, there is mostly more to say than these, and
    # a fit that gives the artist no weight has no such reason
    assert set(unused) <= {
        r"same artist(, .+)?",
        r"alike in sound overall",
        r"both played in one session(, (?P<n>[\d,]+) times)?",
        r"popular: (?P<n>\d+) of 100",
        r"the nearest of what is left",
    }


def test_stored_lists_of_the_demo_are_those_put_together_in_a_request(make_app, demo_warehouse):
    app = make_app(demo_warehouse)
    source = load_build(app)
    for track_id in list(source.index.track_ids)[::5]:
        found = stored_answer(app, source, track_id, limit=20)
        assert found == answer(app, source, track_id, limit=20), track_id


def _of_name(w: Warehouse, name: str, candidates: list[str]) -> list[str]:
    """Return which of the seeds a phrase may mean: the longest title that it begins with."""
    matching = [each for each in candidates if name.startswith(w.names[each])]
    longest = max((len(w.names[each]) for each in matching), default=0)
    return [each for each in matching if len(w.names[each]) == longest]


def test_reasons_of_many_seeds_and_likes_name_one_for_which_they_are_true(demo_client, demo):
    client = demo_client.application.test_client()
    some = sorted(demo.playlists)
    liked, seeds = some[5::400], some[9::500]
    for track_id in liked:
        client.put(f"/api/v1/feedback/{track_id}", json={"verdict": "like"})
    request = {"seeds": [{"track_id": track_id} for track_id in seeds], "limit": 100}
    items = client.post("/api/v1/recommendations", json=request).json["items"]
    assert len(items) == 100
    number_named = 0
    for item in items:
        found = item["track"]["track_id"]
        for reason in item["reasons"]:
            for pattern, plain in NAMED:
                match = re.fullmatch(pattern, reason)
                if match is None:
                    continue
                number_named += 1
                is_liked = ", which you liked" in match["name"]
                matching = _of_name(demo, match["name"], liked if is_liked else seeds)
                assert matching, reason
                number = {**match.groupdict(), "n": match.groupdict().get("n")}
                sentence = plain.format(**number)
                if number["n"] == "1":
                    sentence = "1 playlist holds both"
                assert any(_is_true(demo, sentence, seed, found) for seed in matching), reason
                more = re.search(r"and (\d+) more of (the seeds|your likes)", reason)
                if more:
                    group = seeds if more[2] == "the seeds" else liked
                    others = [one for one in group if one != found]
                    number_of_tracks = sum(
                        demo.both(demo.playlists, one, found) > 0 for one in others
                    )
                    assert number_of_tracks == int(more[1]) + 1, reason
                break
    assert number_named > 50


def _is_true(w: Warehouse, sentence: str, seed: str, found: str) -> bool:
    try:
        check(w, sentence, seed, found)
    except AssertionError:
        return False
    return True
