"""tekore, unchanged but for the host, on every endpoint of /v1: its models check each type."""

import pytest
import tekore

TRACK = "1111111111111111111111"
SPOTIFY = "https://api.spotify.com/v1"


class SegueSender(tekore.SyncSender):
    """Sends what is meant for Spotify to Segue."""

    def __init__(self, base_url: str) -> None:
        super().__init__()
        self.base_url = base_url

    def send(self, request):
        """Send one request."""
        request.url = request.url.replace(SPOTIFY, self.base_url)
        return super().send(request)


@pytest.fixture(scope="module")
def spotify(base_url):
    sender = SegueSender(base_url)
    yield tekore.Spotify("any token", sender=sender)
    sender.close()


def test_recommendations_obey_the_attributes(spotify):
    answer = spotify.recommendations(
        artist_ids=["band"], genres=["disco"], track_ids=[TRACK], limit=4,
        min_popularity=40, max_popularity=48, target_tempo=120,
    )  # fmt: skip
    assert len(answer.tracks) == 4
    assert all(40 <= track.popularity <= 48 for track in answer.tracks)
    assert all(seed.initialPoolSize >= seed.afterFilteringSize > 0 for seed in answer.seeds)
    assert "hip hop" in spotify.recommendation_genre_seeds()


def test_tracks_and_their_features(spotify):
    assert spotify.track(TRACK, market="DE").name == "One More Time"
    assert [track.id for track in spotify.tracks([TRACK, "lonely", "t02"])] == [
        TRACK,
        "lonely",
        "t02",
    ]
    assert spotify.track_audio_features(TRACK).key == 0
    assert [one.id for one in spotify.tracks_audio_features(["t02", TRACK])] == ["t02", TRACK]
    with pytest.raises(tekore.NotFound, match="which no source of Segue has"):
        spotify.track_audio_analysis(TRACK)


def test_artists_and_albums(spotify):
    assert spotify.artist("daft").followers.total == 0
    assert [artist.id for artist in spotify.artists(["sigur", "daft"])] == ["sigur", "daft"]
    assert spotify.artist_related_artists("daft")[0].id == "band"
    assert len(spotify.artist_top_tracks("band", market="DE")) == 10
    albums = spotify.artist_albums("acdc", include_groups=["single", "appears_on"])
    assert [album.album_group for album in albums.items] == ["appears_on", "single"]
    assert spotify.album("name:lemonade").tracks.total == 1
    assert [album.name for album in spotify.albums(["long", "discovery"])] == ["Long", "Discovery"]


def test_pages_are_followed(spotify):
    first = spotify.album_tracks("long", limit=50)
    assert len(list(spotify.all_items(first))) == 60
    (tracks,) = spotify.search("filler band", types=("track",), limit=20)
    assert tracks.total == 21
    assert len(spotify.next(tracks).items) == 1


def test_search_has_types(spotify):
    tracks, artists, albums = spotify.search("daft", types=("track", "artist", "album"))
    assert [page.items[0].name for page in (tracks, artists, albums)] == [
        "One More Time",
        "Daft Punk",
        "Discovery",
    ]
    with pytest.raises(tekore.BadRequest, match="expected no tag:"):
        spotify.search("tag:new", types=("album",))


def test_the_library(spotify):
    me = spotify.current_user()
    assert me.account_id == "anonymous"
    assert [saved.track.id for saved in spotify.saved_tracks().items] == ["one", "thunder", "t01"]
    playlists = spotify.followed_playlists().items
    assert [playlist.name for playlist in playlists] == ["Late", "Mix", "Rock", ""]
    assert spotify.playlist("mix").tracks.total == 7
    assert len(spotify.playlist_items("mix", limit=3).items) == 3


def test_an_unknown_track_is_an_error_of_the_client(spotify):
    with pytest.raises(tekore.NotFound, match="expected the id of a track in the catalogue"):
        spotify.track("0000000000000000000000")
