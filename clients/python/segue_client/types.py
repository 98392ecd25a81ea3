"""Types of the requests and answers of Segue; `make client` writes this file."""

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict


class Status(TypedDict):
    """
    State of the service.
    """

    status: Literal["ok"]


class Artist(TypedDict):
    """
    An artist of a track.
    """

    artist_id: str
    artist_name: str | None


class MapBounds(TypedDict):
    """
    The edges of the map.
    """

    left: float
    right: float
    bottom: float
    top: float


class MapCluster(TypedDict):
    """
    A cluster of the map: its middle, and what tells most of it.
    """

    cluster_number: int
    x: float
    y: float
    number_of_tracks: int
    genre: str | None
    artist: Artist | None


class MapPoints(TypedDict):
    """
    The points of the map by column, those of the best known recordings first.

    The columns are base64 of little-endian unsigned integers, all of the same number of points.
    """

    version: str
    """
    The same for answers about one build.
    """
    number_of_recordings: int
    """
    Also of those beyond the first 100,000.
    """
    track_ids: list[str]
    """
    The track that stands for its recording.
    """
    bounds: MapBounds
    x: str
    """
    16 bits a point, from the left (0) to the right (65535).
    """
    y: str
    """
    16 bits a point, from the bottom to the top.
    """
    clusters: str
    """
    8 bits a point: its `cluster_number`.
    """
    genres: str
    """
    8 bits a point: the place of its genre in `genre_names`, or 255.
    """
    genre_names: list[str]
    """
    The genres of most tracks; a point has its rarest of these.
    """
    cluster_labels: list[MapCluster]


class Album(TypedDict):
    """
    The album of a track; its images are URLs, possibly of generated covers.
    """

    album_id: str
    album_name: str | None
    album_image: str
    album_img_sm: str
    album_img_md: str
    album_img_lg: str


class TrackSummary(TypedDict):
    """
    A track, in the form that lists contain.
    """

    track_id: str
    track_name: str | None
    artists: list[Artist]
    album: Album | None
    track_popularity: int | None
    """
    In [0, 100].
    """
    track_release_date: str | None
    duration_ms: int | None
    is_explicit: bool | None
    spotify_url: str | None


class TrackPage(TypedDict):
    """
    A page of search results, the most popular track first.
    """

    items: list[TrackSummary]
    next_cursor: str | None
    did_you_mean: str | None
    """
    The query in the spelling of the catalogue.
    """


class FoundAlbum(TypedDict):
    """
    An album that a search found.
    """

    album: Album
    artists: list[Artist]
    """
    The artists of most of its tracks.
    """


class FoundTrack(TypedDict):
    """
    A song that a search found, with its versions as one.
    """

    track: TrackSummary
    number_of_versions: int
    """
    Tracks of the catalogue that look the same or are versions of it.
    """


class Playlist(TypedDict):
    """
    A playlist, without its tracks.
    """

    playlist_id: str
    playlist_name: str | None
    owner_name: str | None
    number_of_tracks: int


class SearchResults(TypedDict):
    """
    What a search found, by kind.

    Names that are the query come first, then those that begin with it, then the most popular.
    """

    tracks: list[FoundTrack]
    artists: list[Artist]
    albums: list[FoundAlbum]
    genres: list[str]
    playlists: list[Playlist]
    did_you_mean: str | None
    """
    The query in the spelling of the catalogue.
    """


class Genre(TypedDict):
    """
    A genre, in the spelling that seeds and filters expect.
    """

    genre: str
    number_of_tracks: int


class GenreList(TypedDict):
    """
    Genres, those with the most tracks first.
    """

    items: list[Genre]
    number_of_genres: int
    """
    Number of genres in the catalogue.
    """


class OwnAccount(TypedDict):
    """
    The account that sends the request.
    """

    name: str
    is_owner: bool
    has_password: bool
    has_spotify: bool
    """
    It can sign in with Spotify.
    """
    scopes: list[Literal["read", "feedback", "admin"]]


class AccountState(TypedDict):
    """
    Who sends the request, and what it may do without an account.
    """

    account: OwnAccount | None
    anonymous_access: Literal["on", "read", "off"]
    """
    What is possible without signing in: everything, reading, nothing.
    """
    has_accounts: bool
    has_spotify_sign_in: bool
    number_of_anonymous_rows: int
    """
    How much `take_over` would move to the account.
    """


class MetricEstimate(TypedDict):
    """
    A metric over the queries of one stratum, with its confidence interval.
    """

    stratum: str
    """
    Group of queries: `all`, `hot`, `cold`, `seeds_5`, `half`, …
    """
    metric: str
    """
    `precision_at_10`, `ndcg`, `relative_coverage`, …
    """
    value: float
    """
    Mean over the queries.
    """
    lower: float | None
    """
    Lower end of the 95 % interval; null without one.
    """
    upper: float | None
    """
    Upper end of the 95 % interval; null without one.
    """
    number_of_queries: int
    """
    Number of queries, or of lists.
    """


class MetricValue(TypedDict):
    """
    A metric of one method, and its difference from `segue` on the same queries.
    """

    stratum: str
    """
    Group of queries: `all`, `hot`, `cold`, `seeds_5`, `half`, …
    """
    metric: str
    """
    `precision_at_10`, `ndcg`, `relative_coverage`, …
    """
    value: float
    """
    Mean over the queries.
    """
    lower: float | None
    """
    Lower end of the 95 % interval; null without one.
    """
    upper: float | None
    """
    Upper end of the 95 % interval; null without one.
    """
    number_of_queries: int
    """
    Number of queries, or of lists.
    """
    method: str
    """
    `segue`, or a baseline: `popularity`, `als`, …
    """
    difference: float | None
    """
    This value minus that of `segue`; null for `segue`.
    """
    difference_lower: float | None
    """
    Lower end of its 95 % interval (paired bootstrap).
    """
    difference_upper: float | None
    """
    Upper end of its 95 % interval (paired bootstrap).
    """
    is_better: Literal["yes", "no", "undecided"] | None
    """
    Whether this method is significantly better than `segue`, significantly worse, or neither.
    """


class QualityRun(TypedDict):
    """
    One evaluation: its time, its model and its data.
    """

    run_id: str
    evaluated_at: str
    data_version: str
    """
    Hash of the evaluation data.
    """
    code_version: str
    """
    Hash of the recommender's source code.
    """
    model_version: str


class QualityTrend(TypedDict):
    """
    One evaluation with the main metrics of `segue`, for a trend.
    """

    run_id: str
    evaluated_at: str
    data_version: str
    """
    Hash of the evaluation data.
    """
    code_version: str
    """
    Hash of the recommender's source code.
    """
    model_version: str
    headlines: list[MetricEstimate]


class Quality(TypedDict):
    """
    The results of one evaluation, and the main results of the earlier ones.
    """

    run: QualityRun | None
    """
    Null if no evaluation is stored.
    """
    items: list[MetricValue]
    """
    Every metric of `run`.
    """
    runs: list[QualityTrend]
    """
    The newest first, at most 30.
    """
    empty_reason: str | None
    """
    Why there is no evaluation, and what to do; else null.
    """


class LoadedTable(TypedDict):
    """
    What became of one table of `raw`.
    """

    table: str
    found: int
    new: int
    changed: int
    unchanged: int
    missing: int
    failed: int
    """
    Rows and values that were refused.
    """


class ListedAccount(TypedDict):
    """
    An account as its owner sees it.
    """

    account_id: str
    name: str
    is_owner: bool
    has_password: bool
    has_spotify: bool
    created_at: str
    number_of_verdicts: int
    number_of_tokens: int


class AccountList(TypedDict):
    """
    All accounts, by name.
    """

    items: list[ListedAccount]


class AccountBody(TypedDict):
    """
    A new account, and the password with which its person signs in first.
    """

    name: str
    password: str


class FeatureScale(TypedDict):
    """
    How the values of one attribute are spread over the catalogue.
    """

    name: str
    """
    As in `tune` of a request; `year` as in its `filters`.
    """
    lower: float
    upper: float
    """
    The values beyond the two ends are rare.
    """
    mean: float
    number_of_tracks: int
    """
    Tracks whose value is known.
    """
    counts: list[int]
    """
    Tracks in each of as many equal steps from `lower` to `upper`; the first and the last have those beyond, too.
    """


class FeatureScales(TypedDict):
    """
    The attributes that a request can name, of which the catalogue has values.
    """

    items: list[FeatureScale]


class PathStep(TypedDict):
    """
    A song of a path.
    """

    rank: int
    track: TrackSummary
    similarity: float | None
    """
    The cosine with the song before; null for the first.
    """


class MapPath(TypedDict):
    """
    A list from one song to another in small steps.
    """

    items: list[PathStep]
    shortfall_reason: str | None
    """
    Why there are fewer songs than `limit`.
    """


class FeedbackItem(TypedDict):
    """
    A stored verdict with its track; the track is null if it is no longer in the catalogue.
    """

    track_id: str
    verdict: Literal["like", "dislike", "never"]
    updated_at: str
    track: TrackSummary | None


class FeedbackPage(TypedDict):
    """
    A page of the listener's verdicts on tracks, the newest first.
    """

    items: list[FeedbackItem]
    next_cursor: str | None


class StationSummary(TypedDict):
    """
    A station without its list.
    """

    station_id: str
    name: str
    number_of_tracks: int
    number_of_new_tracks: int
    """
    Tracks of the last run that no earlier list had.
    """
    created_at: str
    ran_at: str | None
    """
    When the list was last made.
    """
    model_version: str | None
    """
    Version of the model that made it.
    """
    last_problem: str | None
    """
    Why the last run made no list; the station has the list before it.
    """
    feed_url: str
    """
    Path of an Atom feed of the new tracks. Who knows it can read it, without signing in.
    """


class StationList(TypedDict):
    """
    The listener's stations, the newest first.
    """

    items: list[StationSummary]


Genre1: TypeAlias = str


class Range(TypedDict):
    """
    A range of values, both ends included; an end that is left out is open.
    """

    min: NotRequired[float | None]
    max: NotRequired[float | None]


ExcludeItem: TypeAlias = str


class Seed(TypedDict):
    """
    A seed: exactly one of a track, an artist, a genre and a playlist, with its weight.
    """

    track_id: NotRequired[str | None]
    track: NotRequired[str | None]
    """
    A track as people name it: `artist - title`, a URI or a link of Spotify's, `isrc:` with an ISRC, or an id. Names match the nearest track, if it is near enough; `matched_seeds` of the answer has it with its confidence.
    """
    isrc: NotRequired[str | None]
    """
    ISRC of a track, with or without hyphens.
    """
    track_name: NotRequired[str | None]
    """
    Title of a track, matched together with `artist_name`.
    """
    artist_name: NotRequired[str | None]
    """
    An artist of the track `track_name`.
    """
    artist_id: NotRequired[str | None]
    """
    Its tracks in most playlists stand for it and share its weight.
    """
    genre: NotRequired[str | None]
    """
    Its tracks in most playlists stand for it and share its weight.
    """
    playlist_id: NotRequired[str | None]
    """
    All of its tracks are seeds, each with this weight.
    """
    weight: NotRequired[float]
    """
    Negative: "not like this". It may not be 0.
    """


class StationItem(TypedDict):
    """
    A track of a station's list.
    """

    rank: int
    track: TrackSummary
    is_new: bool
    """
    Whether no list before the last run had it.
    """
    first_at: str
    """
    When a list first had it.
    """


class TunableAttribute(TypedDict):
    """
    Wanted values of an attribute; `min` and `max` exclude tracks without a known value.
    """

    min: NotRequired[float | None]
    max: NotRequired[float | None]
    target: NotRequired[float | None]
    """
    Closer tracks come first; no track is excluded.
    """


class Tune(TypedDict):
    """
    Wanted audio features, named as Spotify names them, and popularity.
    """

    danceability: NotRequired[TunableAttribute | None]
    energy: NotRequired[TunableAttribute | None]
    loudness: NotRequired[TunableAttribute | None]
    speechiness: NotRequired[TunableAttribute | None]
    acousticness: NotRequired[TunableAttribute | None]
    instrumentalness: NotRequired[TunableAttribute | None]
    liveness: NotRequired[TunableAttribute | None]
    valence: NotRequired[TunableAttribute | None]
    tempo: NotRequired[TunableAttribute | None]
    key: NotRequired[TunableAttribute | None]
    mode: NotRequired[TunableAttribute | None]
    time_signature: NotRequired[TunableAttribute | None]
    duration_ms: NotRequired[TunableAttribute | None]
    popularity: NotRequired[TunableAttribute | None]


class SourceCounts(TypedDict):
    """
    What the catalogue has from one source.
    """

    source: str
    number_of_tracks: int
    number_of_playlists: int
    number_of_plays: int


class CatalogueCounts(TypedDict):
    """
    How much music there is, and where it comes from.
    """

    number_of_tracks: int
    number_of_recordings: int
    """
    Number of recordings; versions of one count once.
    """
    number_of_artists: int
    number_of_albums: int
    number_of_genres: int
    number_of_playlists: int
    number_of_plays: int
    sources: list[SourceCounts]
    """
    The source of most tracks first; none has nothing.
    """


class Token(TypedDict):
    """
    A token without its secret.
    """

    token_id: str
    label: str
    scopes: list[Literal["read", "feedback", "admin"]]
    created_at: str
    expires_at: str | None
    last_used_at: str | None
    """
    The last use, exact to an hour; null before the first.
    """


class TokenList(TypedDict):
    """
    All tokens of the account, the newest first.
    """

    items: list[Token]


class NewToken(TypedDict):
    """
    A new token; this response alone has it.
    """

    token_id: str
    token: str


class TokenBody(TypedDict):
    """
    What a new token is for, and what it may do.
    """

    label: str
    scopes: list[Literal["read", "feedback", "admin"]]
    days: NotRequired[int | None]
    """
    How long it is valid; null for ever.
    """


class SignInBody(TypedDict):
    """
    A name and its password.
    """

    name: str
    password: str
    take_over: NotRequired[bool]
    """
    Move the feedback that this browser gave anonymously to the account; of two verdicts on one track or artist the newer one stays.
    """


class SpotifyAddress(TypedDict):
    """
    The page of Spotify that asks for permission.
    """

    url: str


class SpotifySignInBody(TypedDict):
    """
    How to go on after Spotify's page.
    """

    take_over: NotRequired[bool]
    """
    Move the feedback that this browser gave anonymously to the account; of two verdicts on one track or artist the newer one stays.
    """


class Contributions(TypedDict):
    """
    What each part of the model adds to the score; their sum is the score.
    """

    audio: float
    taste: float
    artist: float
    co_occurrence: float
    popularity: float
    artist_repeat: float
    """
    At most 0: the loss if the first artist has a better place already.
    """


class NearestTrack(TypedDict):
    """
    A track that a seed may mean.
    """

    track: TrackSummary
    confidence: float
    """
    How well its names fit, in [0, 1].
    """


class Recommendation(TypedDict):
    """
    A recommended track with its score and its reasons.
    """

    rank: int
    """
    Position in this list, from 1.
    """
    track: TrackSummary
    score: float
    similarity: float
    """
    Cosine between its vector and that of the seeds, in [-1, 1].
    """
    contributions: Contributions
    reasons: list[str]
    """
    Short phrases, the strongest reason first.
    """


class PasswordBody(TypedDict):
    """
    The password of the account, and the one that replaces it.
    """

    current_password: str
    new_password: str


class YearDetails(TypedDict):
    """
    A year of release and its songs.
    """

    number_of_recordings: int
    """
    Number of recordings; versions of one count once.
    """
    first_year: int | None
    last_year: int | None
    features: dict[str, float]
    """
    The mean of each attribute that is known of any.
    """
    genres: list[Genre]
    """
    Those of most of its songs first.
    """
    year: int
    artists: list[Artist]
    """
    Those with most songs of it first.
    """


class ArtistFeedbackItem(TypedDict):
    """
    A stored verdict with its artist; the artist is null if it left the catalogue.
    """

    artist_id: str
    verdict: Literal["never"]
    updated_at: str
    artist: Artist | None
    number_of_tracks: int
    """
    How many tracks of the catalogue this verdict excludes.
    """


class ArtistFeedbackPage(TypedDict):
    """
    A page of the listener's verdicts on artists, the newest first.
    """

    items: list[ArtistFeedbackItem]
    next_cursor: str | None


TrackId: TypeAlias = str


class PlaylistExport(TypedDict):
    """
    A list of tracks, and the format in which to return it.
    """

    track_ids: list[TrackId]
    """
    In the order of the playlist.
    """
    name: NotRequired[str]
    description: NotRequired[str]
    use_library: NotRequired[bool]
    """
    Whether to add the local files of `SEGUE_LIBRARY`, the music folder of the server; their paths are relative to that folder.
    """
    format: Literal["csv", "jspf", "xspf", "m3u"]


class AudioFeatures(TypedDict):
    """
    The audio features of a track, as Spotify defines them.
    """

    danceability: float | None
    """
    In [0, 1].
    """
    energy: float | None
    """
    In [0, 1].
    """
    loudness: float | None
    """
    In decibels, mostly in [-60, 0].
    """
    speechiness: float | None
    """
    In [0, 1].
    """
    acousticness: float | None
    """
    In [0, 1].
    """
    instrumentalness: float | None
    """
    In [0, 1].
    """
    liveness: float | None
    """
    In [0, 1].
    """
    valence: float | None
    """
    In [0, 1].
    """
    tempo: float | None
    """
    In beats per minute.
    """
    key: int | None
    """
    0 is C, 1 is C sharp …; -1 is unknown.
    """
    mode: int | None
    """
    1 is major, 0 is minor.
    """
    time_signature: int | None
    """
    Beats in a bar.
    """
    duration_ms: int | None


class Track(TypedDict):
    """
    A track with its audio features, its genres and its number of playlists.
    """

    track_id: str
    track_name: str | None
    artists: list[Artist]
    album: Album | None
    track_popularity: int | None
    """
    In [0, 100].
    """
    track_release_date: str | None
    duration_ms: int | None
    is_explicit: bool | None
    spotify_url: str | None
    audio_features: AudioFeatures | None
    genres: list[str]
    number_of_playlists: int


class AlbumDetails(TypedDict):
    """
    An album with its songs.
    """

    number_of_recordings: int
    """
    Number of recordings; versions of one count once.
    """
    first_year: int | None
    last_year: int | None
    features: dict[str, float]
    """
    The mean of each attribute that is known of any.
    """
    genres: list[Genre]
    """
    Those of most of its songs first.
    """
    album: Album
    artists: list[Artist]
    released_date: str | None
    label: str | None
    tracks: list[TrackSummary]
    """
    At most 100, one version of each recording.
    """


class ArtistDetails(TypedDict):
    """
    An artist and the songs of theirs.
    """

    number_of_recordings: int
    """
    Number of recordings; versions of one count once.
    """
    first_year: int | None
    last_year: int | None
    features: dict[str, float]
    """
    The mean of each attribute that is known of any.
    """
    genres: list[Genre]
    """
    Those of most of its songs first.
    """
    artist: Artist
    image: str | None
    """
    Address of about 300 pixels.
    """


class GenreDetails(TypedDict):
    """
    A genre and its songs.
    """

    number_of_recordings: int
    """
    Number of recordings; versions of one count once.
    """
    first_year: int | None
    last_year: int | None
    features: dict[str, float]
    """
    The mean of each attribute that is known of any.
    """
    genres: list[Genre]
    """
    Those of most of its songs first.
    """
    genre: str
    artists: list[Artist]
    """
    Those with most songs of it first.
    """


class FeedbackEntry(TypedDict):
    """
    A stored verdict on a track.
    """

    track_id: str
    verdict: Literal["like", "dislike", "never"]
    updated_at: str


class FeedbackBody(TypedDict):
    """
    A listener's verdict on a track.
    """

    verdict: Literal["like", "dislike", "never"]


class PlayBody(TypedDict):
    """
    How long a listener has listened to a track in the app.
    """

    track_id: str
    started_at: str
    """
    With its time zone, and within the last day.
    """
    played_ms: int
    """
    Without pauses.
    """
    is_skipped: NotRequired[bool]
    """
    Whether the listener went on before the end.
    """


class MapAttribute(TypedDict):
    """
    The values of an attribute of all points of the map, in their order.
    """

    version: str
    """
    The same for answers about one build.
    """
    name: str
    lower: float
    upper: float
    values: str
    """
    Base64 of 8 bits a point, from `lower` (0) to `upper` (254); 255 unknown.
    """


class PlaylistDetails(TypedDict):
    """
    A playlist and its songs.
    """

    playlist_id: str
    playlist_name: str | None
    owner_name: str | None
    number_of_tracks: int
    number_of_recordings: int
    """
    Number of recordings; versions of one count once.
    """
    first_year: int | None
    last_year: int | None
    features: dict[str, float]
    """
    The mean of each attribute that is known of any.
    """
    genres: list[Genre]
    """
    Those of most of its songs first.
    """


class CreatedPlaylist(TypedDict):
    """
    A private playlist in an account of the owner.
    """

    url: str
    """
    Its page at the service.
    """
    left_out: list[TrackSummary]
    """
    Tracks that the service does not know.
    """


class NamedList(TypedDict):
    """
    A list of tracks with a name.
    """

    track_ids: list[TrackId]
    """
    In the order of the playlist.
    """
    name: NotRequired[str]
    description: NotRequired[str]
    use_library: NotRequired[bool]
    """
    Whether to add the local files of `SEGUE_LIBRARY`, the music folder of the server; their paths are relative to that folder.
    """


class Players(TypedDict):
    """
    What can play a track here.
    """

    file_url: str | None
    """
    Path of the track's file in `SEGUE_LIBRARY`, if it has one.
    """
    embed_url: str | None
    """
    Spotify's player for a frame, unless `SEGUE_SPOTIFY_PLAYER` is off.
    """


class ArtistTrackPage(TypedDict):
    """
    A page of the tracks of an artist, the track in most playlists first.
    """

    items: list[TrackSummary]
    next_cursor: str | None


class ArtistFeedbackEntry(TypedDict):
    """
    A stored verdict on an artist.
    """

    artist_id: str
    verdict: Literal["never"]
    updated_at: str


class ArtistFeedbackBody(TypedDict):
    """
    A listener's verdict on an artist.
    """

    verdict: Literal["never"]


class PlaylistPlace(TypedDict):
    """
    A track in a playlist.
    """

    track: TrackSummary
    added_at: str | None


class PlaylistTrackPage(TypedDict):
    """
    A page of a playlist, in its order.
    """

    items: list[PlaylistPlace]
    next_cursor: str | None


class PlaylistChange(TypedDict):
    """
    A track that joined or left a playlist after it was first loaded.
    """

    track: TrackSummary
    changed_at: str
    has_left: bool


class PlaylistChanges(TypedDict):
    """
    The last changes of a playlist, the newest first.
    """

    items: list[PlaylistChange]


class TrackRecommendationList(TypedDict):
    """
    Recommendations for one track.
    """

    items: list[Recommendation]
    model_version: str | None
    shortfall_reason: str | None
    """
    Why the list is shorter than requested; else null.
    """
    track: TrackSummary


class ImportProblem(TypedDict):
    """
    One thing that was left out, as a sentence with its place.
    """

    detail: str


class ImportProblems(TypedDict):
    """
    The problems of an import, those of whole files first; the first thousand.
    """

    items: list[ImportProblem]
    next_cursor: str | None


class NewPasswordBody(TypedDict):
    """
    The password that replaces the one of an account.
    """

    new_password: str
    revoke_access: NotRequired[bool]
    """
    Also revoke the API tokens of the account and disconnect Spotify: nobody uses it then without the new password.
    """


class ProblemPart(TypedDict):
    """
    One error in a request.
    """

    location: str
    """
    `query` or `json`.
    """
    field: str
    detail: str


class Problem(TypedDict):
    """
    Why a request failed (RFC 9457).
    """

    type: str
    title: str
    status: int
    detail: str
    errors: NotRequired[list[ProblemPart] | None]


class Play(TypedDict):
    """
    A stored play; the track is null if it is no longer in the catalogue.
    """

    play_id: str
    track_id: str
    track: TrackSummary | None
    started_at: str
    played_ms: int
    is_skipped: bool


class PlayPage(TypedDict):
    """
    A page of the listener's plays in the app, the newest first.
    """

    items: list[Play]
    next_cursor: str | None


class LoadedSource(TypedDict):
    """
    What one source read.
    """

    source: str
    """
    As `segue ingest` calls it.
    """
    status: Literal["done", "failed", "deferred"]
    tables: list[LoadedTable]


class Import(TypedDict):
    """
    A file that was sent, and how far it is.
    """

    import_id: str
    file_name: str
    size_bytes: int
    with_build: bool
    state: Literal["waiting", "loading", "building", "done", "failed"]
    rows_read: int
    """
    Rows of the file that were read until now.
    """
    sources: list[LoadedSource]
    """
    By which sources it was read; empty until the first has.
    """
    new_songs: int | None
    """
    How many more songs there are since the build; null before it. A track by names is none that is there by its id already.
    """
    number_of_problems: int
    """
    Files, rows and values left out.
    """
    error: str | None
    """
    Why it failed as a whole.
    """
    created_at: str
    started_at: str | None
    finished_at: str | None


class ImportList(TypedDict):
    """
    The newest imports first.
    """

    items: list[Import]


class Filters(TypedDict):
    """
    Which tracks may be recommended; a track whose value is unknown is left out.
    """

    year: NotRequired[Range | None]
    """
    Year of release.
    """
    popularity: NotRequired[Range | None]
    """
    In [0, 100].
    """
    genres: NotRequired[list[Genre1] | None]
    """
    The track has at least one of them.
    """
    is_explicit: NotRequired[bool | None]
    is_played: NotRequired[bool | None]
    """
    Whether the listening history has a play of the track that counts: of 30 seconds, or of half the track.
    """
    is_liked: NotRequired[bool | None]
    """
    Whether the listener liked it here.
    """


class RecommendationRequest(TypedDict):
    """
    Seeds, exclusions, filters and options of a list.

    Without seeds the likes are the seeds, or with `use_feedback: false` popularity alone counts.
    """

    limit: NotRequired[int]
    """
    Number of items.
    """
    diversity: NotRequired[float]
    """
    Maximal marginal relevance; 0 keeps the order of the scores.
    """
    popularity: NotRequired[float]
    """
    From -1, deep cuts, to 1, hits; 0 is the fitted trade.
    """
    max_per_artist: NotRequired[int | None]
    """
    Maximum number of tracks with the same first artist.
    """
    max_of_seed_artist: NotRequired[int | None]
    """
    Maximum number of tracks with the first artist of a seed; 0 leaves out every track that has an artist of a seed, also as a guest.
    """
    seeds: NotRequired[list[Seed]]
    exclude: NotRequired[list[ExcludeItem]]
    """
    Ids of tracks to leave out, together with other versions of them.
    """
    filters: NotRequired[Filters]
    tune: NotRequired[Tune]
    artist_repeat_penalty: NotRequired[float]
    """
    What a track loses whose first artist has a better place in the list, in standard deviations of the scores; lists for one seed have the fitted penalty.
    """
    use_feedback: NotRequired[bool]
    """
    Whether the listener's likes and dislikes change the scores. Tracks and artists that the listener blocked are left out either way.
    """


class Station(TypedDict):
    """
    A station with its list.
    """

    station_id: str
    name: str
    number_of_tracks: int
    number_of_new_tracks: int
    """
    Tracks of the last run that no earlier list had.
    """
    created_at: str
    ran_at: str | None
    """
    When the list was last made.
    """
    model_version: str | None
    """
    Version of the model that made it.
    """
    last_problem: str | None
    """
    Why the last run made no list; the station has the list before it.
    """
    feed_url: str
    """
    Path of an Atom feed of the new tracks. Who knows it can read it, without signing in.
    """
    request: RecommendationRequest
    items: list[StationItem]


class StationBody(TypedDict):
    """
    A named request for a list, to be kept.
    """

    name: str
    request: RecommendationRequest
    """
    Seeds and options, as in `POST /api/v1/recommendations`.
    """


class MatchedSeed(TypedDict):
    """
    A seed as it was named, with the track that it means.
    """

    seed: str
    track: TrackSummary | None
    """
    Null if no track is near enough; see `nearest`.
    """
    confidence: float
    """
    How well the names of the nearest track fit, in [0, 1]; 1 for an id.
    """
    nearest: list[NearestTrack]
    """
    At most three tracks, the best match first.
    """


class RecommendationList(TypedDict):
    """
    Recommendations for any seeds.
    """

    items: list[Recommendation]
    model_version: str | None
    shortfall_reason: str | None
    """
    Why the list is shorter than requested; else null.
    """
    unknown_seeds: list[str]
    """
    Seeds that are not in the catalogue; they are ignored.
    """
    matched_seeds: list[MatchedSeed]
    """
    The seeds that were named by `track`, `isrc` or `track_name`.
    """
