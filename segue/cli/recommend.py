"""`segue recommend`: a list for songs as people name them, printed or as a file for a player."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast
from uuid import uuid4

import typer

from segue.cli.prepare import prepare
from segue.cli.send_playlist import send
from segue.connection import database_url
from segue.errors import SegueError, WrongUsage
from segue.settings import settings

if TYPE_CHECKING:
    from api.exports.entries import Playlist


class Target(StrEnum):
    """Where a list goes."""

    csv = "csv"
    jspf = "jspf"
    xspf = "xspf"
    m3u = "m3u"
    spotify = "spotify"
    listenbrainz = "listenbrainz"


SERVICES = (Target.spotify, Target.listenbrainz)


class NoRecommendations(SegueError):
    """No seed is known, or the request is not valid."""


Seeds = Annotated[
    list[str],
    typer.Argument(
        help="Songs: 'artist - title', a link or URI of Spotify's, isrc:CODE, or an id."
    ),
]
Limit = Annotated[int, typer.Option(min=1, max=500, help="Number of songs.")]
Export = Annotated[Target | None, typer.Option(help="Write a playlist, or make one at a service.")]
Output = Annotated[Path | None, typer.Option(help="File of the playlist; default standard output.")]
Name = Annotated[str, typer.Option(help="Name of the playlist.")]
LibraryFolder = Annotated[
    Path | None,
    typer.Option(help="Folder of local files that the playlist names; default SEGUE_LIBRARY."),
]
Diversity = Annotated[float, typer.Option(min=0, max=1, help="0 keeps the best first.")]
Popularity = Annotated[float, typer.Option(min=-1, max=1, help="From -1, deep cuts, to 1, hits.")]
MaxPerArtist = Annotated[
    int | None, typer.Option(min=1, help="Maximum number of songs of one artist.")
]


def recommend(
    seeds: Seeds,
    limit: Limit = 20,
    export: Export = None,
    output: Output = None,
    name: Name = "Segue",
    library: LibraryFolder = None,
    diversity: Diversity = 0.0,
    popularity: Popularity = 0.0,
    max_per_artist: MaxPerArtist = None,
) -> None:
    """Recommend songs that go with others, and export them as a playlist."""
    if output is not None and export is None:
        raise WrongUsage("expected --export with --output, got none; name the format of the file")
    if output is not None and export in SERVICES:
        raise WrongUsage(f"expected no --output with --export {export}, got {output}; leave it out")
    url = database_url()
    prepare(url)
    options = {
        "limit": limit,
        "diversity": diversity,
        "popularity": popularity,
        "max_per_artist": max_per_artist,
    }
    import api

    app = api.create_app(url)
    with app.test_request_context():
        answer = _request(seeds, options)
        _report(answer)
        if export is None:
            _print_table(answer["items"])
            return
        folder = library or settings().library
        playlist = _load_playlist(answer["items"], name, folder)
        if export in SERVICES:
            send(export.value, playlist, url)
        else:
            _write(export, playlist, output)


def _request(seeds: Sequence[str], options: dict[str, Any]) -> dict[str, Any]:
    """Return the response of `POST /recommendations` for a listener without feedback."""
    import orjson
    from apiflask import HTTPError
    from pydantic import ValidationError

    from api.recommendations.for_seeds import recommend_for_seeds
    from api.recommendations.schemas import RecommendationRequest

    try:
        body = RecommendationRequest.model_validate(
            {"seeds": [{"track": seed} for seed in seeds], **options}
        )
        answer = recommend_for_seeds(body, uuid4())
    except HTTPError as error:
        raise NoRecommendations(error.message) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise WrongUsage(
            f"expected valid seeds, got an error in {where}: {first['msg']}"
        ) from error
    parsed: dict[str, Any] = orjson.loads(orjson.dumps(answer))
    return parsed


def _report(answer: dict[str, Any]) -> None:
    """Say on standard error which songs the names stand for, and which stand for none."""
    for match in answer["matched_seeds"]:
        if match["track"] is not None:
            found = f"{_describe(match['track'])} ({match['confidence']:.2f})"
            _say(f"{match['seed']} → {found}")
            continue
        nearest = "; ".join(
            f"{_describe(each['track'])} ({each['confidence']:.2f})" for each in match["nearest"]
        )
        _say(
            f"{match['seed']} → no song is near enough{f'; the nearest: {nearest}' * bool(nearest)}"
        )
    if answer["shortfall_reason"]:
        _say(answer["shortfall_reason"])


def _print_table(items: Sequence[dict[str, Any]]) -> None:
    for item in items:
        typer.echo(f"{item['rank']:>3}  {_describe(item['track'])}")


def _describe(track: dict[str, Any]) -> str:
    from api.exports.safe_text import to_one_line
    from api.tracks.queries import describe_track

    return to_one_line(describe_track(track))


def _load_playlist(items: Sequence[dict[str, Any]], name: str, folder: Path | None) -> "Playlist":
    from api.exports.entries import Playlist, load_entries
    from api.exports.library import Library

    entries = load_entries([item["track"]["track_id"] for item in items])
    if folder is not None:
        entries = Library.from_folder(folder).match(entries)
    return Playlist(name, entries)


def _write(target: Target, playlist: "Playlist", output: Path | None) -> None:
    from api.exports.formats import FORMATS, FormatName

    text = FORMATS[cast("FormatName", target.value)].write(playlist)
    if output is None:
        typer.echo(text.encode(), nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise SegueError(
            f"expected to write {output}, got {error.strerror}; name another file"
        ) from error
    n_files = sum(entry.file is not None for entry in playlist.entries)
    _say(f"wrote {len(playlist.entries)} songs, {n_files} of them local files, to {output}")


def _say(sentence: str) -> None:
    typer.echo(sentence, err=True)
