"""Seeds of a request, resolved to weights of tracks."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from api.db.database import fetch_rows
from api.db.marts import PlaylistTracks
from api.http.problems import raise_problem
from api.recommendations.schemas import MatchedSeed, NearestTrack, Seed
from api.tracks.lookup import Match, match_texts
from api.tracks.name_matching import GivenNames
from api.tracks.schemas import TrackSummary
from recommender.serving.index import Index

# the tracks in most playlists represent an artist or a genre, and share the weight of the seed
TRACKS_PER_ARTIST_SEED = 30
TRACKS_PER_GENRE_SEED = 30


@dataclass
class ResolvedSeeds:
    """Weights by row of the index, ids of the seed tracks, and seeds that are unknown.

    `matches` are the seeds that people named by something else than an id.
    """

    weights: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    track_ids: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    matches: dict[str, Match] = field(default_factory=dict)

    @property
    def matched_seeds(self) -> list[MatchedSeed]:
        """Return the matches in the shape of the response."""
        return [_describe(match) for match in self.matches.values()]


def resolve_seeds(index: Index, seeds: Sequence[Seed]) -> ResolvedSeeds:
    """Return the weights of the seeds' tracks; if all are unknown, the request ends with 404."""
    resolved = ResolvedSeeds(matches=_match(seeds))
    playlists = _load_playlists([seed.playlist_id for seed in seeds if seed.playlist_id])
    for seed in seeds:
        _add(resolved, index, seed, playlists)
    if seeds and not resolved.weights:
        raise_problem(404, explain_unknown(resolved))
    return resolved


def explain_unknown(resolved: ResolvedSeeds) -> str:
    """Return the sentence that says that all seeds are unknown, with the tracks near the first."""
    first = resolved.unknown[0]
    others = " and others" if len(resolved.unknown) > 1 else ""
    nearest = resolved.matches[first].nearest if first in resolved.matches else ()
    remedy = "find one with GET /api/v1/tracks?q="
    if nearest:
        named = ", ".join(f"{each.name!r} ({each.confidence:.2f})" for each in nearest)
        remedy = f"the nearest are {named}; name one of them or {remedy}"
    return f"expected a seed of the catalogue, got {first!r}{others}; {remedy}"


def _match(seeds: Sequence[Seed]) -> dict[str, Match]:
    """Return the track of each seed that is named by `track`, `isrc` or its names."""
    texts: dict[str, GivenNames | None] = {}
    for seed in seeds:
        if seed.track_name and seed.artist_name:
            texts[str(seed.name)] = GivenNames(((seed.artist_name, seed.track_name),))
        elif seed.track or seed.isrc:
            texts.setdefault(str(seed.name), None)
    return match_texts(texts)


def _describe(match: Match) -> MatchedSeed:
    nearest = [
        NearestTrack(track=TrackSummary.model_validate(each.summary), confidence=each.confidence)
        for each in match.nearest
    ]
    return MatchedSeed(
        seed=match.text,
        track=nearest[0].track if match.found else None,
        confidence=nearest[0].confidence if nearest else 0.0,
        nearest=nearest,
    )


def _add(
    resolved: ResolvedSeeds, index: Index, seed: Seed, playlists: dict[str, list[str]]
) -> None:
    """Add one seed; an artist or a genre divides its weight equally among its tracks."""
    if not (seed.artist_id or seed.genre):
        track_ids = _track_ids(resolved, seed, playlists)
        resolved.track_ids += track_ids
        rows = [index.rows[track_id] for track_id in track_ids if track_id in index.rows]
        weight = seed.weight
    else:
        rows = _representative_rows(index, seed)
        weight = seed.weight / max(len(rows), 1)
    if not rows:
        resolved.unknown.append(str(seed.name))
    for row in rows:
        resolved.weights[row] += weight


def _track_ids(resolved: ResolvedSeeds, seed: Seed, playlists: dict[str, list[str]]) -> list[str]:
    if seed.playlist_id:
        return playlists.get(seed.playlist_id, [])
    if seed.track_id:
        return [seed.track_id]
    found = resolved.matches[str(seed.name)].track_id
    return [found] if found else []


def _representative_rows(index: Index, seed: Seed) -> list[int]:
    if seed.artist_id:
        found = index.artists.get(seed.artist_id)
        limit = TRACKS_PER_ARTIST_SEED
    else:
        found = index.genres.get(str(seed.genre))
        limit = TRACKS_PER_GENRE_SEED
    return [] if found is None else found[:limit].tolist()


def _load_playlists(playlist_ids: list[str]) -> dict[str, list[str]]:
    if not playlist_ids:
        return {}
    memberships = (
        select(PlaylistTracks.playlist_id, PlaylistTracks.track_id)
        .where(PlaylistTracks.playlist_id.in_(playlist_ids), PlaylistTracks.track_id.is_not(None))
        .distinct()
        .order_by(PlaylistTracks.playlist_id, PlaylistTracks.track_id)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for row in fetch_rows(memberships):
        found[row.playlist_id].append(row.track_id)
    return found
