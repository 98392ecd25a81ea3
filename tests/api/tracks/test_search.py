"""The search index is loaded once per build, and a search never waits for a later one."""

import threading

import orjson
import psycopg

from api.db.builds import EXTENSION
from api.db.data_version import DataVersion
from api.tracks.catalogue import PART, current_catalogue
from api.tracks.queries import load_summary_values
from api.tracks.search import find


def test_many_first_searches_at_once_read_the_catalogue_once(make_app, api_url, monkeypatch):
    import api.tracks.catalogue

    read, reads = api.tracks.catalogue._build, []
    monkeypatch.setattr(
        api.tracks.catalogue, "_build", lambda *rows: reads.append(1) or read(*rows)
    )
    app = make_app(api_url)

    def search() -> None:
        with app.app_context():
            found.append(find("track", "daft", 10, 0).ids)

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
        assert find("track", "daft", 10, 0).ids
        cache = app.extensions[EXTENSION].caches[PART]
        before = cache.current()
        cache._cached = (DataVersion((0, 0)), before)  # as if rebuilt since
        with cache._lock:
            assert cache.current() is before
        assert cache.current() is not before


def test_the_longer_statement_timeout_ends_with_the_loading(make_app, api_url):
    from sqlalchemy import text

    from api.db.database import fetch_value

    app = make_app(api_url)
    with app.app_context():
        find("track", "daft", 10, 0)
        assert fetch_value(text("show statement_timeout")) == "10s"
        assert fetch_value(text("show lock_timeout")) == "500ms"


def test_artists_are_found_by_their_names_those_in_most_playlists_first(make_app, api_url):
    with make_app(api_url).app_context():
        assert find("artist", "sigur ros", 10, 0).ids == ["sigur"]
        misspelled = find("artist", "metalica", 10, 0)
        assert (misspelled.ids, misspelled.did_you_mean) == (["metallica"], "metallica")
        assert find("artist", "", 1, 0).has_more


def test_albums_are_found_by_their_titles_and_artists(make_app, api_url):
    with make_app(api_url).app_context():
        assert find("album", "discovery daft", 10, 0).ids == ["discovery"]
        assert find("album", "beyonce lemon", 10, 0).ids == ["name:lemonade"]


TITLES = """
insert into marts.fact_tracks (track_id, track_name, search_text, track_popularity) values
    ('racing', '夜に駆ける', '夜に駆ける yoasobi', 80), ('night', '夜', '夜 sirup', 70),
    ('nightly', '夜明けと蛍', '夜明けと蛍 n-buna', 90), ('blue', '群青', '群青 yoasobi', 60),
    ('fragrance', '七里香', '七里香 周杰倫', 65), ('love', 'รักแท้ยังไง', 'รักแท้ยังไง น้ำชา', 50)
"""


def test_titles_without_spaces_are_found_by_any_of_their_parts(make_app, make_catalogue):
    url = make_catalogue("segue_search_scripts_tests")
    with psycopg.connect(url) as connection:
        connection.execute(TITLES)
    client = make_app(url).test_client()

    def search(query: str) -> tuple[list[str], str | None]:
        found = client.get("/api/v1/tracks", query_string={"q": query}).json
        return [each["track_id"] for each in found["items"]], found["did_you_mean"]

    assert search("夜") == (["nightly", "racing", "night"], None)  # the most popular first
    assert search("夜に") == search("夜に駆ける") == search("駆ける") == (["racing"], None)
    assert search("yoasobi 夜") == search("夜 yoasobi") == (["racing"], None)
    assert search("夜に駆ける yoasovi") == (["racing"], "夜に駆ける yoasobi")
    assert search("里香") == search("周杰倫") == search("周 七里") == (["fragrance"], None)
    assert search("แท้") == search("รักแท้ น้ำชา") == (["love"], None)
    assert search("駆夜") == ([], None)
    for wrong in ("夜に欠ける", "夜を駆ける", "夜駆ける", "夜にも駆ける", "夜に欠ける yoasobi"):
        assert search(wrong) == (["racing"], None)
    assert search("七理香") == search("七理香 周杰倫") == (["fragrance"], None)
    assert search("รักแพ้") == (["love"], None)
    assert search("夜に欠けた") == ([], None)  # two errors


def test_the_catalogue_has_the_summaries_of_the_statement_for_single_tracks(make_app, api_url):
    with make_app(api_url).app_context():
        catalogue = current_catalogue()
        ids = list(catalogue.by_kind["track"].ids)
        found = {key: orjson.loads(catalogue.find_json(key)) for key in ids}
        assert found == orjson.loads(orjson.dumps(load_summary_values(ids)))
        known = {key: one["track_popularity"] for key, one in found.items()}
        assert [known[key] for key in ids] == sorted(known.values(), key=lambda one: -(one or -1))
