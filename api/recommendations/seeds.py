"""From what a person names to weights on tracks."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from api.db.database import fetch_rows
from api.db.marts import PlaylistTracks
from api.http.problems import raise_problem
from api.recommendations.schemas import Seed
from recommender.serving.recommend import Index

TRACKS_OF_A_GROUP = 30  # the most listed of an artist or genre stand for it


@dataclass
class Weighed:
    """Weights by row of the index; the tracks that were named; what nothing is known of."""

    weights: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    named: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def weighed(index: Index, seeds: Sequence[Seed]) -> Weighed:
    """Return the weights of the seeds; if nothing is known of any, the request ends with 404."""
    found = Weighed()
    playlists = _playlists([seed.playlist_id for seed in seeds if seed.playlist_id])
    for seed in seeds:
        _add(found, index, seed, playlists)
    if seeds and not found.weights:
        raise_problem(
            404,
            f"expected a seed that the catalogue knows, got {found.unknown[0]!r}"
            f"{' and others' if len(found.unknown) > 1 else ''}; find one with "
            "GET /api/v1/tracks?q=",
        )
    return found


def _add(found: Weighed, index: Index, seed: Seed, playlists: dict[str, list[str]]) -> None:
    """Add one seed; an artist or a genre shares its weight out among its tracks."""
    if seed.track_id or seed.playlist_id:
        named = [seed.track_id] if seed.track_id else playlists.get(str(seed.playlist_id), [])
        found.named += named
        known = [index.rows[track_id] for track_id in named if track_id in index.rows]
        share = seed.weight
    else:
        groups = index.artists if seed.artist_id else index.genres
        known = [int(row) for row in groups.get(str(seed.name), [])[:TRACKS_OF_A_GROUP]]
        share = seed.weight / max(len(known), 1)
    if not known:
        found.unknown.append(str(seed.name))
    for row in known:
        found.weights[row] += share


def _playlists(playlist_ids: list[str]) -> dict[str, list[str]]:
    if not playlist_ids:
        return {}
    wanted = (
        select(PlaylistTracks.playlist_id, PlaylistTracks.track_id)
        .where(PlaylistTracks.playlist_id.in_(playlist_ids), PlaylistTracks.track_id.is_not(None))
        .distinct()
        .order_by(PlaylistTracks.playlist_id, PlaylistTracks.track_id)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for row in fetch_rows(wanted):
        found[row.playlist_id].append(row.track_id)
    return found
