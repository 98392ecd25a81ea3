"""A client of Segue's API, in plain Python with types.

    from segue_client import Segue

    with Segue("http://127.0.0.1:8000") as segue:
        song = segue.search_tracks(q="one more time")["items"][0]
        for item in segue.get_recommendations(song["track_id"], limit=10)["items"]:
            print(item["rank"], item["track"]["track_name"])

Each method is one operation of the API and has its name in the OpenAPI document. Answers are the
JSON of the API as dictionaries; `segue_client.types` has their types.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO, Literal, cast

from segue_client import types
from segue_client.explorer import Explorer
from segue_client.listener import Listener
from segue_client.session import NotReachable, Problem, SegueError, Session, segment

__all__ = ["NotReachable", "Problem", "Segue", "SegueError", "Session", "types"]
Verdict = Literal["like", "dislike", "never"]
Scope = Literal["read", "feedback", "admin"]


class Segue(Explorer, Listener):
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

    # tracks, artists, genres

    def search_tracks(
        self, q: str = "", limit: int = 20, cursor: str | None = None
    ) -> types.TrackPage:
        """Return a page of the tracks that match `q`, the most popular first."""
        found = self.get("/tracks", q=q, limit=limit, cursor=cursor)
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
        return cast(types.Track, self.get(f"/tracks/{segment(track_id)}"))

    def list_artist_tracks(
        self, artist_id: str, without: str | None = None, limit: int = 20, cursor: str | None = None
    ) -> types.ArtistTrackPage:
        """Return a page of an artist's tracks, those in most playlists first."""
        path = f"/artists/{segment(artist_id)}/tracks"
        found = self.get(path, without=without, limit=limit, cursor=cursor)
        return cast(types.ArtistTrackPage, found)

    def list_genres(self, limit: int | None = None) -> types.GenreList:
        """Return the genres that seeds and filters may name, the most frequent first."""
        return cast(types.GenreList, self.get("/genres", limit=limit))

    # recommendations

    def get_recommendations(self, track_id: str, **options: Any) -> types.TrackRecommendationList:
        """Return the list of one track.

        `options` are those of the query: limit, diversity, popularity, max_per_artist,
        max_of_seed_artist, use_feedback.
        """
        path = f"/tracks/{segment(track_id)}/recommendations"
        return cast(types.TrackRecommendationList, self.get(path, **options))

    def post_recommendations(
        self, request: types.RecommendationRequest
    ) -> types.RecommendationList:
        """Return the list of any seeds: tracks, artists, genres, playlists."""
        found = self.send("POST", "/recommendations", body=request)
        return cast(types.RecommendationList, found)

    def post_playlist_export(self, request: types.PlaylistExport) -> bytes:
        """Return a list of tracks as a file of the format that the request names."""
        return cast(bytes, self.send("POST", "/playlists/export", body=request))

    def post_playlist_to_spotify(self, request: types.NamedList) -> types.CreatedPlaylist:
        """Make a private playlist at Spotify; only for the owner."""
        found = self.send("POST", "/playlists/export/spotify", body=request)
        return cast(types.CreatedPlaylist, found)

    def post_playlist_to_listenbrainz(self, request: types.NamedList) -> types.CreatedPlaylist:
        """Make a private playlist at ListenBrainz; only for the owner."""
        found = self.send("POST", "/playlists/export/listenbrainz", body=request)
        return cast(types.CreatedPlaylist, found)

    # stations

    def list_stations(self) -> types.StationList:
        """Return the listener's stations, the newest first."""
        return cast(types.StationList, self.get("/stations"))

    def post_station(self, name: str, request: types.RecommendationRequest) -> types.Station:
        """Keep seeds and options under a name; the station has the first list."""
        body = {"name": name, "request": request}
        return cast(types.Station, self.send("POST", "/stations", body=body))

    def get_station(self, station_id: str) -> types.Station:
        """Return a station with its list of the current build."""
        return cast(types.Station, self.get(f"/stations/{segment(station_id)}"))

    def delete_station(self, station_id: str) -> None:
        """Delete a station with its lists and its feed."""
        self.send("DELETE", f"/stations/{segment(station_id)}")

    # feedback

    def list_feedback(
        self, verdict: Verdict | None = None, limit: int = 50, cursor: str | None = None
    ) -> types.FeedbackPage:
        """Return a page of the listener's verdicts on tracks, the newest first."""
        found = self.get("/feedback", verdict=verdict, limit=limit, cursor=cursor)
        return cast(types.FeedbackPage, found)

    def put_feedback(self, track_id: str, verdict: Verdict) -> types.FeedbackEntry:
        """Store a verdict; the next list already reflects it."""
        path = f"/feedback/{segment(track_id)}"
        return cast(types.FeedbackEntry, self.send("PUT", path, body={"verdict": verdict}))

    def delete_feedback(self, track_id: str) -> None:
        """Take the verdict on a track back."""
        self.send("DELETE", f"/feedback/{segment(track_id)}")

    def delete_all_feedback(self) -> None:
        """Delete every verdict of the listener."""
        self.send("DELETE", "/feedback")

    def list_artist_feedback(
        self, limit: int = 50, cursor: str | None = None
    ) -> types.ArtistFeedbackPage:
        """Return a page of the artists that the listener never wants to hear."""
        found = self.get("/feedback/artists", limit=limit, cursor=cursor)
        return cast(types.ArtistFeedbackPage, found)

    def put_artist_feedback(self, artist_id: str) -> types.ArtistFeedbackEntry:
        """Leave an artist out of every list."""
        path = f"/feedback/artists/{segment(artist_id)}"
        return cast(types.ArtistFeedbackEntry, self.send("PUT", path, body={"verdict": "never"}))

    def delete_artist_feedback(self, artist_id: str) -> None:
        """Let an artist into the lists again."""
        self.send("DELETE", f"/feedback/artists/{segment(artist_id)}")

    # quality and state

    def get_quality(self, run_id: str | None = None) -> types.Quality:
        """Return the figures of an evaluation, by default of the newest."""
        return cast(types.Quality, self.get("/quality", run_id=run_id))

    def get_readiness(self) -> types.Status:
        """Return whether the server can answer; raise `Problem` with what is missing if not."""
        return cast(types.Status, self.send("GET", "/readyz", prefix=""))

    def get_health(self) -> types.Status:
        """Return whether the process lives."""
        return cast(types.Status, self.send("GET", "/healthz", prefix=""))

    # accounts

    def get_account(self) -> types.AccountState:
        """Return who is signed in, and what is possible without an account."""
        return cast(types.AccountState, self.get("/account"))

    def sign_in(self, name: str, password: str, take_over: bool = False) -> types.AccountState:
        """Sign this session in; `take_over` moves its anonymous feedback to the account."""
        body = {"name": name, "password": password, "take_over": take_over}
        return cast(types.AccountState, self.send("POST", "/account/session", body=body))

    def sign_out(self) -> None:
        """Sign this session out."""
        self.send("DELETE", "/account/session")

    def put_password(self, current_password: str, new_password: str) -> None:
        """Change the password; all other sessions of the account end."""
        body = {"current_password": current_password, "new_password": new_password}
        self.send("PUT", "/account/password", body=body)

    def begin_spotify_sign_in(self, take_over: bool = False) -> types.SpotifyAddress:
        """Return the page of Spotify that a browser opens to sign in."""
        body = {"take_over": take_over}
        return cast(types.SpotifyAddress, self.send("POST", "/account/spotify", body=body))

    def get_tokens(self) -> types.TokenList:
        """Return the API tokens of the account, without their secrets."""
        return cast(types.TokenList, self.get("/account/tokens"))

    def post_token(
        self, label: str, scopes: list[Scope], days: int | None = None
    ) -> types.NewToken:
        """Make an API token; nothing shows it again."""
        body = {"label": label, "scopes": scopes, "days": days}
        return cast(types.NewToken, self.send("POST", "/account/tokens", body=body))

    def delete_token(self, token_id: str) -> None:
        """Revoke an API token."""
        self.send("DELETE", f"/account/tokens/{segment(token_id)}")

    def get_accounts(self) -> types.AccountList:
        """Return all accounts; the owner alone may."""
        return cast(types.AccountList, self.get("/accounts"))

    def post_account(self, name: str, password: str) -> types.ListedAccount:
        """Add an account; only for the owner."""
        body = {"name": name, "password": password}
        return cast(types.ListedAccount, self.send("POST", "/accounts", body=body))

    def put_account_password(
        self, account_id: str, new_password: str, revoke_access: bool = False
    ) -> None:
        """Set the password of another account, which ends its sessions; only for the owner."""
        body = {"new_password": new_password, "revoke_access": revoke_access}
        self.send("PUT", f"/accounts/{segment(account_id)}/password", body=body)

    def delete_account(self, account_id: str) -> None:
        """Remove another account with everything that belongs to it; only for the owner."""
        self.send("DELETE", f"/accounts/{segment(account_id)}")

    # imports

    def post_import(self, file: BinaryIO, file_name: str, build: bool = True) -> types.Import:
        """Send a file of any source, which is loaded beside the service; for the owner."""
        query = {"file_name": file_name, "build": build}
        return cast(types.Import, self.send("POST", "/imports", query=query, file=file))

    def list_imports(self) -> types.ImportList:
        """Return the newest imports first."""
        return cast(types.ImportList, self.get("/imports"))

    def get_import(self, import_id: str) -> types.Import:
        """Return an import: its state, and what was loaded."""
        return cast(types.Import, self.get(f"/imports/{segment(import_id)}"))

    def get_import_problems(
        self, import_id: str, limit: int = 50, cursor: str | None = None
    ) -> types.ImportProblems:
        """Return a page of what was left out, and why."""
        path = f"/imports/{segment(import_id)}/problems"
        return cast(types.ImportProblems, self.get(path, limit=limit, cursor=cursor))

    def delete_import(self, import_id: str) -> None:
        """Remove the record of an import that has ended; what it loaded stays."""
        self.send("DELETE", f"/imports/{segment(import_id)}")
