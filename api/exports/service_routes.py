"""Routes of lists that leave for the owner's account at a service.

The tokens of these accounts are the owner's, and the whole server has one of each: nobody else may
use them, and no response and no line of the log has them.
"""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from math import ceil
from typing import Any

from apiflask import APIBlueprint
from flask import current_app

from api.exports.entries import Playlist
from api.exports.playlist_files import load_playlist
from api.exports.schemas import CreatedPlaylist, NamedList
from api.exports.services import (
    CREATE_SPOTIFY_PLAYLIST,
    NothingToSend,
    SentPlaylist,
    send_to_listenbrainz,
    send_to_spotify,
)
from api.http.problems import raise_later, raise_problem
from segue.errors import Deferred, LoginRequired, SegueError, WrongUsage

bp = APIBlueprint("services", __name__)
BUSY = threading.Semaphore()  # of the threads of a process, one waits for a service
BUSY_S, LIMITED_S = 10, 60
RESPONSES: dict[int | str, Any] = {
    404: "",
    409: "The server has no login at the service, or one that does not permit this.",
    415: "",
    502: "The service did not answer as it should. It may have made the playlist: look there.",
}


@bp.post("/playlists/export/spotify")
@bp.input(NamedList)
@bp.output(CreatedPlaylist, status_code=201)
@bp.doc(responses=RESPONSES)
def post_playlist_to_spotify(json_data: NamedList) -> Any:
    """Make a private playlist at Spotify, in the account of `segue login --playlists`.

    Nothing is sent twice: if Spotify fails in between, the problem says how many tracks it has.
    """
    create = current_app.config.get(CREATE_SPOTIFY_PLAYLIST)
    if create is None:
        raise_problem(409, "expected a server that sends playlists, got none; use `segue serve`")
    return _send(json_data, lambda playlist: send_to_spotify(playlist, create))


@bp.post("/playlists/export/listenbrainz")
@bp.input(NamedList)
@bp.output(CreatedPlaylist, status_code=201)
@bp.doc(responses=RESPONSES)
def post_playlist_to_listenbrainz(json_data: NamedList) -> Any:
    """Make a private playlist at ListenBrainz, in the account of `LISTENBRAINZ_TOKEN`.

    ListenBrainz takes tracks with an id of MusicBrainz's, from the tags of local files (with
    `use_library`) or by its own search for artist and title.
    """
    return _send(json_data, send_to_listenbrainz)


def _send(body: NamedList, send: Callable[[Playlist], SentPlaylist]) -> dict[str, Any]:
    playlist = load_playlist(body)
    if not BUSY.acquire(blocking=False):
        raise_later("expected to send one playlist at a time, got another; try again", BUSY_S)
    try:
        sent = send(playlist)
    except NothingToSend as error:
        raise_problem(422, str(error))
    except (LoginRequired, WrongUsage) as error:
        raise_problem(409, str(error))
    except Deferred as error:
        resume_at = getattr(error, "resume_at", None)
        wait_s = (resume_at - datetime.now(UTC)).total_seconds() if resume_at else LIMITED_S
        raise_later(str(error), max(ceil(wait_s), 1))
    except SegueError as error:
        raise_problem(502, str(error))
    finally:
        BUSY.release()
    return {"url": sent.url, "left_out": [entry.summary for entry in sent.left_out]}
