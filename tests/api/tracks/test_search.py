"""The search index is loaded once per build, and a search never waits for a later one."""

import threading

from api.tracks.search import EXTENSION, find_tracks


def test_many_first_searches_at_once_read_the_catalogue_once(make_app, api_url, monkeypatch):
    import api.tracks.search

    read, reads = api.tracks.search._read, []
    monkeypatch.setattr(api.tracks.search, "_read", lambda: reads.append(1) or read())
    app = make_app(api_url)

    def search() -> None:
        with app.app_context():
            found.append(find_tracks("daft", 10, 0).track_ids)

    found: list[list[str]] = []
    threads = [threading.Thread(target=search) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [["1" * 22]] * 6
    assert len(reads) == 1


def test_while_a_new_build_is_loaded_other_searches_use_the_previous_one(make_app, api_url):
    app = make_app(api_url)
    with app.app_context():
        assert find_tracks("daft", 10, 0).track_ids
        cache = app.extensions[EXTENSION]
        before = cache.current()
        cache._cached = ((0, 0), before)  # as if rebuilt since
        with cache._lock:
            assert cache.current() is before
        assert cache.current() is not before


def test_the_longer_statement_timeout_ends_with_the_loading(make_app, api_url):
    from sqlalchemy import text

    from api.db.database import fetch_value

    app = make_app(api_url)
    with app.app_context():
        find_tracks("daft", 10, 0)
        assert fetch_value(text("show statement_timeout")) == "10s"
        assert fetch_value(text("show lock_timeout")) == "500ms"
