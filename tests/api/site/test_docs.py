"""The documentation pages work without any other host."""

import re
from urllib.parse import urljoin, urlsplit

from api.site.docs import get_dbt_docs, get_swagger_file


def test_the_page_of_the_api_needs_no_other_host(client):
    page = client.get("/docs/api")
    assert page.status_code == 200
    addresses = re.findall(r'(?:src|href|url)[=:]\s*"([^"]+)"', page.text)
    assert "/openapi.json" in addresses
    for address in addresses:
        found = urlsplit(urljoin("http://localhost/docs/api", address))
        assert (found.scheme, found.netloc) in (("http", "localhost"), ("data", "")), address
        if found.scheme == "http":
            assert client.get(found.path).status_code == 200
    assert '"validatorUrl":null' in page.text
    documents = re.findall(r'"url":"\.\.(/[^"]+)"', page.text)
    assert documents == ["/openapi.json", "/v1/openapi.json"]
    assert all(client.get(address).status_code == 200 for address in documents)
    assert "'unsafe-inline'" in page.headers["Content-Security-Policy"].partition("script-src")[2]


def test_only_the_files_of_the_page_are_served(client):
    for name in ("redoc.js", "__init__.py", "..%2f__init__.py", "nothing.css"):
        assert client.get(f"/docs/api/assets/{name}").status_code == 404


def test_docs_redirect_to_the_api(client):
    assert client.get("/docs").headers["Location"] == "/docs/api"


def test_the_documentation_of_dbt_has_a_policy_that_allows_its_scripts(project, client):
    target = project / ".segue" / "dbt" / "target"
    target.mkdir(parents=True)
    (target / "static_index.html").write_text("<h1>dbt</h1>")
    page = client.get("/docs/dbt/")
    assert page.text == "<h1>dbt</h1>"
    policy = page.headers["Content-Security-Policy"]
    assert "'unsafe-eval'" in policy
    assert "font-src data: 'self'" in policy
    assert client.get("/docs/dbt").status_code == 308


def test_a_large_file_holds_no_thread_while_it_is_read(project, app):
    target = project / ".segue" / "dbt" / "target"
    target.mkdir(parents=True)
    (target / "static_index.html").write_text("<h1>dbt</h1>")
    with app.test_request_context():
        for response in (get_dbt_docs(), get_swagger_file("swagger_bundle.js")):
            assert not response.is_streamed
            assert response.calculate_content_length()
    first = app.test_client().get("/docs/dbt/")
    again = {"If-None-Match": first.headers["ETag"]}
    assert app.test_client().get("/docs/dbt/", headers=again).status_code == 304


def test_without_documentation_of_dbt_the_problem_says_how_to_build_it(project, client):
    answer = client.get("/docs/dbt/")
    assert answer.status_code == 404
    assert answer.json["detail"].endswith("run `segue build`")


def test_the_policy_of_the_app_forbids_eval(client):
    policy = client.get("/openapi.json").headers["Content-Security-Policy"]
    assert "unsafe-eval" not in policy
    assert "script-src" not in policy  # so default-src 'self' holds
