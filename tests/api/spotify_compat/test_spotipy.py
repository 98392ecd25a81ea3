"""spotipy, unchanged but for its base URL, on every endpoint of /v1."""

import pytest
import spotipy

pytestmark = pytest.mark.filterwarnings(
    "ignore:.*marked as deprecated:DeprecationWarning", "ignore:You should use:DeprecationWarning"
)
TRACK = "1111111111111111111111"


@pytest.fixture(scope="module")
def spotify(base_url):
    found = spotipy.Spotify(auth="any token", retries=0)
    found.prefix = f"{base_url}/"
    return found


def test_recommendations_obey_the_attributes(spotify):
    answer = spotify.recommendations(
        seed_tracks=[f"spotify:track:{TRACK}"],
        seed_artists=["band"],
        seed_genres=["hip-hop"],
        limit=5,
        country="DE",
        min_popularity=40,
        max_popularity=48,
        target_duration_ms=180_000,
    )
    assert len(answer["tracks"]) == 5
    assert all(40 <= track["popularity"] <= 48 for track in answer["tracks"])
    assert [seed["type"] for seed in answer["seeds"]] == ["artist", "genre", "track"]
    assert spotify.recommendation_genre_seeds()["genres"][0] == "disco"


def test_tracks_and_their_features(spotify):
    assert spotify.track(f"https://open.spotify.com/track/{TRACK}")["name"] == "One More Time"
    tracks = spotify.tracks([TRACK, "nobody", "t02"], market="DE")["tracks"]
    assert [track and track["id"] for track in tracks] == [TRACK, None, "t02"]
    features = spotify.audio_features([TRACK, "thunder", "t02"])
    assert [one and one["tempo"] for one in features] == [120.4, None, 118.2]
    assert spotify.audio_features(TRACK)[0]["energy"] == 0.7
    with pytest.raises(spotipy.SpotifyException) as error:
        spotify.audio_analysis(TRACK)
    assert error.value.http_status == 404
    assert "which no source of Segue has" in error.value.msg


def test_artists_and_albums(spotify):
    assert spotify.artist("spotify:artist:daft")["name"] == "Daft Punk"
    artists = spotify.artists(["daft", "sigur"])["artists"]
    assert [artist["id"] for artist in artists] == ["daft", "sigur"]
    assert spotify.artist_related_artists("daft")["artists"][0]["id"] == "band"
    assert len(spotify.artist_top_tracks("band", country="DE")["tracks"]) == 10
    assert spotify.album("discovery")["tracks"]["items"][0]["id"] == TRACK
    albums = spotify.albums(["long", "discovery"])["albums"]
    assert [album["name"] for album in albums] == ["Long", "Discovery"]


def test_pages_are_followed(spotify):
    page = spotify.artist_albums("acdc", include_groups="single,appears_on", limit=1)
    names = [album["name"] for album in page["items"]]
    while page["next"]:
        page = spotify.next(page)
        names += [album["name"] for album in page["items"]]
    assert names == ["Guests", "Long"]
    page = spotify.album_tracks("long", limit=50)
    assert len(page["items"]) + len(spotify.next(page)["items"]) == 60
    page = spotify.search("artist:filler band", type="track", limit=20)
    following = spotify.next(page["tracks"])
    assert len(following["tracks"]["items"]) == 1
    assert spotify.previous(following["tracks"])["tracks"]["items"] == page["tracks"]["items"]


def test_search_has_types_and_fields(spotify):
    found = spotify.search("year:2000-2001 genre:disco", type="track,album,artist", market="DE")
    assert [track["id"] for track in found["tracks"]["items"]] == [TRACK]
    with pytest.raises(spotipy.SpotifyException) as error:
        spotify.search("tag:new", type="album")
    assert error.value.http_status == 400


def test_the_library(spotify):
    me = spotify.me()
    assert me["id"] == "anonymous"
    assert [item["track"]["id"] for item in spotify.current_user_saved_tracks()["items"]] == [
        "one",
        "thunder",
        "t01",
    ]
    playlists = spotify.current_user_playlists()["items"]
    assert playlists[1]["owner"]["id"] == me["id"]
    playlist = spotify.playlist(playlists[1]["id"])
    items = spotify.playlist_items(playlists[1]["id"], limit=3)
    assert items["items"] == playlist["tracks"]["items"][:3]
    assert spotify.playlist_tracks(playlists[1]["id"])["total"] == 7


def test_an_error_is_an_exception_of_the_client(spotify):
    with pytest.raises(spotipy.SpotifyException) as error:
        spotify.track("0000000000000000000000")
    assert error.value.http_status == 404
    assert error.value.msg.endswith(
        "expected the id of a track in the catalogue, got '0000000000000000000000'"
    )
