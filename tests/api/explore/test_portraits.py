"""Artists, genres, albums and years: their songs, and what these have in common."""

import pytest


def get(client, path):
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.json
    return answer.json


def test_an_artist_has_songs_years_features_and_genres(explorer):
    found = get(explorer, "artists/daft")
    assert found["artist"] == {"artist_id": "daft", "artist_name": "Daft Punk"}
    assert found["number_of_recordings"] == 1
    assert (found["first_year"], found["last_year"]) == (2000, 2000)
    assert found["features"]["energy"] == pytest.approx(0.7)
    assert found["features"]["popularity"] == 88
    assert [each["genre"] for each in found["genres"]] == ["disco", "house"]
    assert get(explorer, "artists/band")["number_of_recordings"] == 20  # t01-live is one of them


def test_an_album_has_its_songs_and_its_artists(explorer):
    found = get(explorer, "albums/discovery")
    assert found["album"]["album_name"] == "Discovery"
    assert [track["track_name"] for track in found["tracks"]] == ["One More Time"]
    assert [artist["artist_name"] for artist in found["artists"]] == ["Daft Punk"]
    assert (found["released_date"], found["label"]) == ("2001-03-12", None)


def test_a_genre_may_contain_a_slash(explorer):
    found = get(explorer, "genres/metal")
    assert found["number_of_recordings"] == 2
    assert [artist["artist_name"] for artist in found["artists"]] == ["Metallica"]
    assert get(explorer, "genres/rock%2Fmetal")["genre"] == "rock/metal"


def test_a_year_has_its_songs(explorer):
    found = get(explorer, "years/2016")
    assert (found["year"], found["number_of_recordings"]) == (2016, 1)
    # the first of the artists of "Sorry" by their places
    assert [artist["artist_id"] for artist in found["artists"]] == ["weeknd"]
    assert found["features"]["duration_ms"] == 230_000


@pytest.mark.parametrize(
    "path", ["artists/x", "albums/x", "genres/x", "years/1", "artists/a%00b", "playlists/x"]
)
def test_an_unknown_one_is_404_and_says_what_to_do(explorer, path):
    answer = explorer.get(f"/api/v1/{path}")
    assert answer.status_code == 404
    assert answer.json["detail"].startswith("expected ")
    assert "GET /api/v1/" in answer.json["detail"]
