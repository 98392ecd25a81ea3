"""A client of Segue's API, in plain Python with types.

    from segue_client import Segue

    with Segue("http://127.0.0.1:8000") as segue:
        song = segue.search_tracks(q="one more time")["items"][0]
        for item in segue.get_recommendations(song["track_id"], limit=10)["items"]:
            print(item["rank"], item["track"]["track_name"])

Each method is one operation of the API and has its name in the OpenAPI document. Answers are the
JSON of the API as dictionaries; `segue_client.types` has their types.
"""

import time
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any, Literal, Self, cast
from urllib.parse import quote

import requests

from segue_client import types

Verdict = Literal["like", "dislike", "never"]
WAIT_S = 10.0
TIMEOUT_S = 30.0
TOO_MANY, UNAVAILABLE = 429, 503


class SegueError(Exception):
    """What all errors of this client are."""


class Problem(SegueError):
    """The API refused a request; see RFC 9457.

    Attributes
    ----------
    status : the HTTP status
    title, detail : what happened, and what to do
    errors : the parts of the request that are wrong
    """

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        self.status = status
        self.title = str(body.get("title", ""))
        self.detail = str(body.get("detail", ""))
        self.errors = list(body.get("errors") or ())
        parts = [f"; {each['location']} {each['field']}: {each['detail']}" for each in self.errors]
        super().__init__(f"{status} {self.title}: {self.detail}{''.join(parts)}")


class NotReachable(SegueError):
    """No server answered at the address."""


class Segue:
    """A session with one server, as one listener.

    Without `token` the server gives the session an anonymous profile, in a cookie that lives as
    long as this object. A request that the server has no time or no database for is sent again
    when the server says so (`Retry-After`).

    Parameters
    ----------
    base_url : such as "http://127.0.0.1:8000"
    token : an API token, as of `segue token create`
    wait_s : the most seconds to wait for a busy server
    timeout_s : the most seconds to wait for one answer
    """

    def __init__(
        self,
        base_url: str = "http://127.0.0.1:8000",
        token: str | None = None,
        wait_s: float = WAIT_S,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._wait_s = wait_s
        self._timeout_s = timeout_s
        self._session = requests.Session()
        self._session.headers["User-Agent"] = "segue-client"
        if token is not None:
            self._session.headers["Authorization"] = f"Bearer {token}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    # tracks, artists, genres

    def search_tracks(
        self, q: str = "", limit: int = 20, cursor: str | None = None
    ) -> types.TrackPage:
        """Return a page of the tracks that match `q`, the most popular first."""
        found = self._get("/tracks", q=q, limit=limit, cursor=cursor)
        return cast(types.TrackPage, found)

    def iterate_tracks(self, q: str = "") -> Iterator[types.TrackSummary]:
        """Yield all tracks that match `q`, page by page."""
        cursor: str | None = None
        while True:
            page = self.search_tracks(q, limit=100, cursor=cursor)
            yield from page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def get_track(self, track_id: str) -> types.Track:
        """Return one track with its audio features."""
        return cast(types.Track, self._get(f"/tracks/{_segment(track_id)}"))

    def list_artist_tracks(
        self, artist_id: str, without: str | None = None, limit: int = 20, cursor: str | None = None
    ) -> types.ArtistTrackPage:
        """Return a page of an artist's tracks, those in most playlists first."""
        path = f"/artists/{_segment(artist_id)}/tracks"
        found = self._get(path, without=without, limit=limit, cursor=cursor)
        return cast(types.ArtistTrackPage, found)

    def list_genres(self, limit: int | None = None) -> types.GenreList:
        """Return the genres that seeds and filters may name, the most frequent first."""
        return cast(types.GenreList, self._get("/genres", limit=limit))

    # recommendations

    def get_recommendations(self, track_id: str, **options: Any) -> types.TrackRecommendationList:
        """Return the list of one track.

        `options` are those of the query: limit, diversity, popularity, max_per_artist,
        max_of_seed_artist, use_feedback.
        """
        path = f"/tracks/{_segment(track_id)}/recommendations"
        return cast(types.TrackRecommendationList, self._get(path, **options))

    def post_recommendations(
        self, request: types.RecommendationRequest
    ) -> types.RecommendationList:
        """Return the list of any seeds: tracks, artists, genres, playlists."""
        found = self._send("POST", "/recommendations", body=request)
        return cast(types.RecommendationList, found)

    def post_playlist_export(self, request: types.PlaylistExport) -> bytes:
        """Return a list of tracks as a file of the format that the request names."""
        return cast(bytes, self._send("POST", "/playlists/export", body=request))

    # stations

    def list_stations(self) -> types.StationList:
        """Return the listener's stations, the newest first."""
        return cast(types.StationList, self._get("/stations"))

    def post_station(self, name: str, request: types.RecommendationRequest) -> types.Station:
        """Keep seeds and options under a name; the station has the first list."""
        body = {"name": name, "request": request}
        return cast(types.Station, self._send("POST", "/stations", body=body))

    def get_station(self, station_id: str) -> types.Station:
        """Return a station with its list of the current build."""
        return cast(types.Station, self._get(f"/stations/{_segment(station_id)}"))

    def delete_station(self, station_id: str) -> None:
        """Delete a station with its lists and its feed."""
        self._send("DELETE", f"/stations/{_segment(station_id)}")

    # feedback

    def list_feedback(
        self, verdict: Verdict | None = None, limit: int = 50, cursor: str | None = None
    ) -> types.FeedbackPage:
        """Return a page of the listener's verdicts on tracks, the newest first."""
        found = self._get("/feedback", verdict=verdict, limit=limit, cursor=cursor)
        return cast(types.FeedbackPage, found)

    def put_feedback(self, track_id: str, verdict: Verdict) -> types.FeedbackEntry:
        """Store a verdict; the next list already reflects it."""
        path = f"/feedback/{_segment(track_id)}"
        return cast(types.FeedbackEntry, self._send("PUT", path, body={"verdict": verdict}))

    def delete_feedback(self, track_id: str) -> None:
        """Take the verdict on a track back."""
        self._send("DELETE", f"/feedback/{_segment(track_id)}")

    def delete_all_feedback(self) -> None:
        """Delete every verdict of the listener."""
        self._send("DELETE", "/feedback")

    def list_artist_feedback(
        self, limit: int = 50, cursor: str | None = None
    ) -> types.ArtistFeedbackPage:
        """Return a page of the artists that the listener never wants to hear."""
        found = self._get("/feedback/artists", limit=limit, cursor=cursor)
        return cast(types.ArtistFeedbackPage, found)

    def put_artist_feedback(self, artist_id: str) -> types.ArtistFeedbackEntry:
        """Leave an artist out of every list."""
        path = f"/feedback/artists/{_segment(artist_id)}"
        return cast(types.ArtistFeedbackEntry, self._send("PUT", path, body={"verdict": "never"}))

    def delete_artist_feedback(self, artist_id: str) -> None:
        """Let an artist into the lists again."""
        self._send("DELETE", f"/feedback/artists/{_segment(artist_id)}")

    # quality and state

    def get_quality(self, run_id: str | None = None) -> types.Quality:
        """Return the figures of an evaluation, by default of the newest."""
        return cast(types.Quality, self._get("/quality", run_id=run_id))

    def get_readiness(self) -> types.Status:
        """Return whether the server can answer; raise `Problem` with what is missing if not."""
        return cast(types.Status, self._send("GET", "/readyz", prefix=""))

    def get_health(self) -> types.Status:
        """Return whether the process lives."""
        return cast(types.Status, self._send("GET", "/healthz", prefix=""))

    def _get(self, path: str, **query: Any) -> Any:
        return self._send("GET", path, query=query)

    def _send(
        self,
        method: str,
        path: str,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        prefix: str = "/api/v1",
    ) -> Any:
        """Send a request until the server is not busy; return its JSON, or its bytes, or None."""
        url = f"{self._base_url}{prefix}{path}"
        values = {name: _text(value) for name, value in (query or {}).items() if value is not None}
        end = time.monotonic() + self._wait_s
        while True:
            try:
                answer = self._session.request(
                    method, url, params=values, json=body, timeout=self._timeout_s
                )
            except requests.RequestException as error:
                raise NotReachable(
                    f"expected Segue at {self._base_url}, got: {error}; start it with `segue serve`"
                ) from error
            pause = _seconds_to_wait(answer)
            # what was refused is surely not done; what broke off may be, and is not done twice
            may_repeat = answer.status_code == TOO_MANY or (
                answer.status_code == UNAVAILABLE and method != "POST"
            )
            if not may_repeat or time.monotonic() + pause > end:
                return _read(answer)
            time.sleep(pause)


def _segment(name: str) -> str:
    """Return `name` as one segment of a path."""
    return quote(name, safe="")


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _seconds_to_wait(answer: requests.Response) -> float:
    """Return what `Retry-After` says, in whole seconds; 1 without it."""
    said = answer.headers.get("Retry-After", "")
    return float(said) if said.isdecimal() else 1.0


def _read(answer: requests.Response) -> Any:
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    is_json = kind in ("application/json", "application/problem+json")
    if answer.status_code >= 400:
        raise Problem(answer.status_code, answer.json() if is_json else {"detail": answer.text})
    if not answer.content:
        return None
    return answer.json() if is_json else answer.content
