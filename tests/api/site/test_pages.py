"""The built app, its URLs, and URLs that are not part of it."""

import gzip
from pathlib import Path

import pytest
from flask.testing import FlaskClient

SCRIPT = "play();" * 100  # WhiteNoise leaves out a compressed file that saves nothing
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def built(project: Path, make_app, api_url: str) -> FlaskClient:
    dist = project / "frontend" / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<title>the app</title>")
    (dist / "assets" / "index-0a1b2c3d.js").write_text(SCRIPT)
    with gzip.open(dist / "assets" / "index-0a1b2c3d.js.gz", "wt") as file:
        file.write(SCRIPT)
    return make_app(api_url).test_client()


def test_the_start_page_is_the_app(built):
    page = built.get("/", headers=HTML)
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert "the app" in page.text


@pytest.mark.parametrize("path", ["/", "/tracks/abc"])
@pytest.mark.parametrize(
    ("base_url", "prefix"), [("http://localhost", ""), ("http://localhost/a&b", "/a&amp;b")]
)
def test_the_links_of_the_page_begin_with_the_path_prefix(built, project, path, base_url, prefix):
    page = project / "frontend" / "dist" / "index.html"
    page.write_text('<script src="./assets/a.js"></script><a href="#main">.</a>')
    for _ in range(2):
        answer = built.get(path, base_url=base_url, headers=HTML)
        assert answer.text == f'<script src="{prefix}/assets/a.js"></script><a href="#main">.</a>'
    known = {**HTML, "If-None-Match": answer.headers["ETag"]}
    assert built.get(path, base_url=base_url, headers=known).status_code == 304


@pytest.mark.parametrize("path", ["/tracks/abc", "/feedback", "/tracks/name:1f", "/no/such/page"])
def test_a_url_of_the_app_opens_the_app(built, path):
    page = built.get(path, headers=HTML)
    assert page.status_code == 200
    assert "the app" in page.text


@pytest.mark.parametrize(
    "path",
    ["/api/v1/nothing", "/api", "/docs/nothing", "/covers/", "/assets/x.js",
     "/favicon.ico", "/tracks/picture.png"],
)  # fmt: skip
def test_other_unknown_urls_are_problems_also_in_a_browser(built, path):
    answer = built.get(path, headers=HTML)
    assert answer.status_code == 404
    assert answer.json["detail"].startswith("expected a known URL, got /")


def test_unknown_urls_under_v1_have_the_errors_of_spotify_also_in_a_browser(built):
    answer = built.get("/v1/nothing", headers=HTML)
    assert answer.status_code == answer.json["error"]["status"] == 404
    assert answer.json["error"]["message"].startswith("expected an endpoint that Segue has")


def test_a_client_that_does_not_accept_html_gets_a_problem(built):
    assert built.get("/no/such/page").status_code == 404
    assert built.post("/no/such/page", headers=HTML).status_code == 404


def test_files_are_compressed_cached_for_ever_and_have_the_headers(built):
    file = built.get("/assets/index-0a1b2c3d.js", headers={"Accept-Encoding": "gzip"})
    assert file.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(file.data) == SCRIPT.encode()
    assert "immutable" in file.headers["Cache-Control"]
    assert "default-src 'self'" in file.headers["Content-Security-Policy"]
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in file.headers
    page = built.get("/")
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    assert "immutable" not in page.headers["Cache-Control"]


def test_without_the_built_app_the_start_page_says_what_to_run(project, make_app, api_url):
    client = make_app(api_url).test_client()
    page = client.get("/")
    assert page.status_code == 200
    assert "make frontend" in page.text
    assert client.get("/feedback", headers=HTML).status_code == 200
