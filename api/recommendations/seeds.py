"""Seeds of a request, resolved to weights of tracks."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from api.db.database import fetch_rows
from api.db.marts import PlaylistTracks
from api.http.problems import raise_problem
from api.recommendations.schemas import Seed
from recommender.serving.index import Index

# the tracks in most playlists represent an artist or a genre, and share the weight of the seed
TRACKS_PER_ARTIST_SEED = 30
TRACKS_PER_GENRE_SEED = 30


@dataclass
class ResolvedSeeds:
    """Weights by row of the index, ids of the seed tracks, and seeds that are unknown."""

    weights: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    track_ids: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def resolve_seeds(index: Index, seeds: Sequence[Seed]) -> ResolvedSeeds:
    """Return the weights of the seeds' tracks; if all are unknown, the request ends with 404."""
    resolved = ResolvedSeeds()
    playlists = _load_playlists([seed.playlist_id for seed in seeds if seed.playlist_id])
    for seed in seeds:
        _add(resolved, index, seed, playlists)
    if seeds and not resolved.weights:
        raise_problem(
            404,
            f"expected a seed of the catalogue, got {resolved.unknown[0]!r}"
            f"{' and others' if len(resolved.unknown) > 1 else ''}; find one with "
            "GET /api/v1/tracks?q=",
        )
    return resolved


def _add(
    resolved: ResolvedSeeds, index: Index, seed: Seed, playlists: dict[str, list[str]]
) -> None:
    """Add one seed; an artist or a genre divides its weight equally among its tracks."""
    if seed.track_id or seed.playlist_id:
        track_ids = [seed.track_id] if seed.track_id else playlists.get(str(seed.playlist_id), [])
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
