"""Answers are made once, and the least used ones make room for others."""

from api.http.answer_cache import AnswerCache


def test_an_answer_is_made_once():
    cache, made = AnswerCache("build"), []
    answers = [cache.get("question", lambda: made.append(1) or b"answer") for _ in range(2)]
    assert made == [1]
    assert answers[0] == answers[1] == cache.name("question", b"answer")


def test_the_answer_used_least_recently_makes_room():
    cache = AnswerCache(max_bytes=40)
    for key in ("first", "second"):
        cache.get(key, lambda: b"ten bytes.")
    cache.get("first", lambda: b"never made")
    cache.get("third", lambda: b"ten bytes.")
    assert cache.get("first", lambda: b"made again").body == b"ten bytes."
    assert cache.get("second", lambda: b"made again").body == b"made again"


def test_an_answer_larger_than_the_cache_is_not_kept():
    cache = AnswerCache(max_bytes=10)
    assert cache.get("key", lambda: b"x" * 20).body == b"x" * 20
    assert cache.get("key", lambda: b"y").body == b"y"


def test_answers_of_a_cache_without_version_have_no_etag():
    assert AnswerCache().get("question", lambda: b"answer").etag is None
