"""From what a person names to weights on tracks: seeds, and the likes that pull beside them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select

from api.database import rows
from api.own_tables import Feedback
from api.problems import raise_problem
from api.tables import PlaylistTracks
from api.wish_schemas import Seed
from recommender.serving import Index

TRACKS_OF_A_GROUP = 30  # the most listed of an artist or genre stand for it
# after Rocchio (1971): a verdict moves the query by a share of a seed, all of them by at most
# as much as the seeds together weigh, times LIKES or DISLIKES
SHARE_OF_A_SEED = {"like": 0.25, "dislike": -0.1}
MOST_OF_ALL_SEEDS = {"like": 1.0, "dislike": 0.5}
NEWEST_VERDICTS = 200


@dataclass
class Weighed:
    """Weights by row of the index; the tracks that were named; what nothing is known of."""

    weights: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    named: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def weighed(index: Index, seeds: Sequence[Seed], profile_id: UUID, use_feedback: bool) -> Weighed:
    """Return the weights of a wish; without any seed, those of what the listener liked."""
    found = Weighed()
    playlists = _playlists([seed.playlist_id for seed in seeds if seed.playlist_id])
    for seed in seeds:
        _add(found, index, seed, playlists)
    if seeds and not found.weights:
        raise_problem(
            404,
            f"expected a seed that the catalogue knows, met {found.unknown[0]!r}"
            f"{' and others' if len(found.unknown) > 1 else ''}; find one with "
            "GET /api/v1/tracks?q=",
        )
    if use_feedback or not seeds:
        _move(found, _verdicts(index, profile_id))
    found.weights = {row: weight for row, weight in found.weights.items() if weight}
    if not found.weights:
        raise_problem(
            422,
            "expected seeds that do not cancel out, or tracks that you liked before, met neither; "
            "name a seed",
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


def _move(found: Weighed, verdicts: dict[str, list[int]]) -> None:
    """Move the weights towards what was liked, and away from what was disliked."""
    total = sum(weight for weight in found.weights.values() if weight > 0)
    count = sum(weight > 0 for weight in found.weights.values())
    seed = total / count if count else 1.0
    for verdict, liked in verdicts.items():
        share = SHARE_OF_A_SEED[verdict] * seed
        most = MOST_OF_ALL_SEEDS[verdict] * total / max(len(liked), 1)
        if count:
            share = max(min(share, most), -most)
        for row in liked:
            found.weights[row] = found.weights.get(row, 0.0) + share


def _verdicts(index: Index, profile_id: UUID) -> dict[str, list[int]]:
    newest = (
        select(Feedback.track_id, Feedback.verdict)
        .where(Feedback.profile_id == profile_id, Feedback.verdict.in_(tuple(SHARE_OF_A_SEED)))
        .order_by(Feedback.updated_at.desc(), Feedback.track_id)
        .limit(NEWEST_VERDICTS)
    )
    found: dict[str, list[int]] = {"like": [], "dislike": []}
    for row in rows(newest):
        if row.track_id in index.rows:
            found[row.verdict].append(index.rows[row.track_id])
    return found


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
    for row in rows(wanted):
        found[row.playlist_id].append(row.track_id)
    return found
