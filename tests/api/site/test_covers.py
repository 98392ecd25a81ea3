"""Generated covers: deterministic, well formed, harmless and cached."""

from xml.etree import ElementTree

import pytest

from api.site.covers import DRAWINGS, cover_svg


def test_an_album_always_has_the_same_cover_and_another_album_another_one():
    covers = {album: cover_svg(album) for album in ("a", "b", "c")}
    cover_svg.cache_clear()
    assert covers == {album: cover_svg(album) for album in covers}
    assert len(set(covers.values())) == 3


def test_every_drawing_occurs_and_is_well_formed():
    covers = [cover_svg(f"album {number}") for number in range(60)]
    for cover in covers:
        assert ElementTree.fromstring(cover).tag == "{http://www.w3.org/2000/svg}svg"
    for draw in DRAWINGS:
        assert ElementTree.fromstring(f"<g>{draw(bytes(range(0, 224, 8)))}</g>") is not None
    shapes = {"circle", "path", "polygon"}
    assert all(any(f"<{shape}" in cover for cover in covers) for shape in shapes)


@pytest.mark.parametrize("album_id", ["6f807x0ima9a1j3VPbc7VN", "name:5d41402a", "%3Cscript%3E"])
def test_a_cover_is_cached_for_ever_and_may_run_no_script(client, album_id):
    answer = client.get(f"/covers/{album_id}.svg")
    assert answer.mimetype == "image/svg+xml"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "script" not in answer.text
    again = client.get(f"/covers/{album_id}.svg", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_covers_exist_only_as_svg(client):
    assert client.get("/covers/a.png").status_code == 404
