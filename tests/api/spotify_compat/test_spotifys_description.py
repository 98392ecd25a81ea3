"""Every answer under /v1 is one of Spotify's own OpenAPI description."""

from typing import Any

import pytest
import yaml
from openapi_schema_validator import OAS30Validator

from segue.settings import PROJECT_ROOT

DESCRIPTION = PROJECT_ROOT.parent / "shared" / "data" / "spotify-openapi.yml"
TRACK, OTHER = "1111111111111111111111", "2222222222222222222222"
REQUESTS = {
    "/tracks/{id}": [f"tracks/{TRACK}", f"tracks/{OTHER}", "tracks/lonely"],
    "/tracks": [f"tracks?ids={TRACK},nobody,lonely"],
    "/audio-features/{id}": [f"audio-features/{TRACK}", "audio-features/t02"],
    "/audio-features": [f"audio-features?ids={TRACK},nobody,thunder"],
    "/albums/{id}": ["albums/discovery", "albums/name:lemonade"],
    "/albums": ["albums?ids=discovery,nobody"],
    "/albums/{id}/tracks": ["albums/discovery/tracks?limit=1&offset=0"],
    "/artists/{id}": ["artists/daft"],
    "/artists": ["artists?ids=daft,nobody,sigur"],
    "/artists/{id}/albums": ["artists/daft/albums", "artists/sigur/albums"],
    "/artists/{id}/top-tracks": ["artists/band/top-tracks?market=SE"],
    "/artists/{id}/related-artists": ["artists/daft/related-artists"],
    "/recommendations": [
        f"recommendations?seed_tracks={TRACK}&seed_artists=daft&seed_genres=house&min_energy=0.5",
        "recommendations?seed_genres=unheard",
    ],
    "/search": [
        "search?q=one&type=track,artist,album&limit=2",
        "search?q=daft&type=artist,album,playlist,show,episode,audiobook",
    ],
    "/me": ["me"],
    "/me/tracks": ["me/tracks", "me/tracks?limit=1&offset=1"],
    "/me/playlists": ["me/playlists"],
    "/playlists/{playlist_id}": ["playlists/mix"],
    "/playlists/{playlist_id}/items": ["playlists/mix/items?limit=2"],
    "/playlists/{playlist_id}/tracks": ["playlists/mix/tracks?limit=2&offset=2"],
    "/recommendations/available-genre-seeds": ["recommendations/available-genre-seeds"],
}
ERRORS = [
    "tracks/nobody",
    "tracks",
    "recommendations",
    "audio-analysis/t01",
    "nothing",
    "search?q=tag:new&type=album",
]
# the items of these are null for unknown ids, as Spotify's text says and its schemas do not
BATCHES = ("/tracks", "/albums", "/artists", "/audio-features")
NULL_IN_FACT = ("tracks", "albums", "artists", "audio_features")


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    """Return Spotify's description."""
    if not DESCRIPTION.is_file():
        pytest.skip(f"Spotify's description is not here: {DESCRIPTION}")
    found: dict[str, Any] = yaml.safe_load(DESCRIPTION.read_text())
    schemas = found["components"]["schemas"]
    # its text says that this is null for a genre
    schemas["RecommendationSeedObject"]["properties"]["href"]["nullable"] = True
    # its discriminators name the schemas by the types of the objects, without a mapping
    schemas.update(track=schemas["TrackObject"], episode=schemas["EpisodeObject"])
    return found


def _schema(description, reference):
    part = description
    for name in reference.removeprefix("#/").split("/"):
        part = part[name]
    return part["content"]["application/json"]["schema"]


@pytest.mark.parametrize(
    ("path", "url"), [(path, url) for path, urls in REQUESTS.items() for url in urls]
)
def test_an_answer_has_spotifys_shape(client, description, path, url):
    answer = client.get(f"/v1/{url}")
    assert answer.status_code == 200
    response = description["paths"][path]["get"]["responses"]["200"]
    schema = {**_schema(description, response["$ref"]), "components": description["components"]}
    OAS30Validator(schema).validate(
        _without_null_items(answer.json) if path in BATCHES else answer.json
    )


@pytest.mark.parametrize("url", ERRORS)
def test_an_error_has_spotifys_shape(client, description, url):
    answer = client.get(f"/v1/{url}")
    assert answer.status_code >= 400
    schema = _schema(description, "#/components/responses/NotFound")
    validator = OAS30Validator({**schema, "components": description["components"]})
    validator.validate(answer.json)


def test_the_arguments_of_spotify_are_ours(app, description):
    from api.http.openapi import spotify_document

    ours = spotify_document(app)["paths"]
    for path in REQUESTS:
        theirs = description["paths"][path]["get"].get("parameters", [])
        names = {_resolve(description, one)["name"] for one in theirs} - {"id"}
        (mine,) = [
            operations["get"]
            for known, operations in ours.items()
            if known.replace("{track_id}", "{id}")
            .replace("{artist_id}", "{id}")
            .replace("{album_id}", "{id}")
            == f"/v1{path}"
        ]
        assert names <= {one["name"] for one in mine.get("parameters", [])}, path


def _resolve(description, parameter):
    reference = parameter.get("$ref")
    if reference is None:
        return parameter
    return description["components"]["parameters"][reference.rpartition("/")[2]]


def _without_null_items(body):
    return {
        name: [item for item in value if item is not None] if name in NULL_IN_FACT else value
        for name, value in body.items()
    }
