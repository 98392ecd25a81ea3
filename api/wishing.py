"""The answer to a wish: a list of tracks out of the index, with reasons, or why it is short."""

from collections.abc import Mapping
from uuid import UUID

import numpy as np

from api.catalogue import summaries
from api.reasons import Facts, Partners, reasons_among
from api.schemas import AudioFeatures, Contributions, Recommendation
from api.serving import served_index
from api.wish_masks import left_out, refused, same_recordings
from api.wish_schemas import Tune, WishBody, WishList
from api.wish_seeds import weighed
from recommender.catalogue import TERMS
from recommender.diversity import Shape
from recommender.partners import partners_of
from recommender.selection import IntArray
from recommender.serving import ATTRIBUTES, Index, Served, Wish, serve

NAMES_OF_SOUND = ATTRIBUTES[:12]


def wished(body: WishBody, profile_id: UUID) -> WishList:
    """Return the tracks that a wish leads to, the best first."""
    index = served_index()
    seeds = weighed(index, body.seeds, profile_id, body.use_feedback)
    positive = [row for row, weight in seeds.weights.items() if weight > 0]
    named = seeds.named or ([] if body.seeds else [index.track_ids[row] for row in positive])
    without = {
        "are seeds or other versions of them": same_recordings(index, named),
        "are excluded": same_recordings(index, body.exclude),
        "are refused by your feedback": refused(index, profile_id),
        **left_out(index, body.filters, body.tune, profile_id),
    }
    shape = Shape(body.limit, body.diversity, body.artist_cap)
    served = serve(index, Wish(seeds.weights, shape, without, targets_of(body.tune)))
    return WishList(
        items=items_of(index, served, positive),
        model_version=index.model_version,
        short_because=short_of(served, shape),
        unknown_seeds=seeds.unknown,
    )


def targets_of(tune: Tune) -> dict[str, float]:
    """Return the targets by feature."""
    tuned = {name: getattr(tune, name) for name in Tune.model_fields}
    return {
        name: value.target
        for name, value in tuned.items()
        if value is not None and value.target is not None
    }


def short_of(served: Served, shape: Shape) -> str | None:
    """Return why a list is short, step by step; None when it is not."""
    n_found = len(served.rows)
    if n_found >= shape.length:
        return None
    steps = [f"{number:,} {why}" for why, number in served.taken.items() if number]
    n_left = served.n_catalogue - sum(served.taken.values()) - n_found
    if n_left and shape.artist_cap is None:
        steps.append(f"{n_left:,} are other versions of tracks in the list")
    elif n_left:
        steps.append(
            f"{n_left:,} are other versions of tracks in the list, or more than "
            f"{shape.artist_cap} of one artist"
        )
    asked = f"Only {n_found} of the {shape.length} tracks asked for can be given"
    return f"{asked}: of the {served.n_catalogue:,} of the catalogue {', '.join(steps)}."


def items_of(index: Index, served: Served, seeds: list[int]) -> list[Recommendation]:
    """Return the items of a list, each with the seeds that its reasons are about."""
    rows = np.array(sorted(seeds), dtype=np.intp)
    partners = partners_of(index.listings, rows, served.rows)
    named = (partners.sound, partners.taste, partners.listed, partners.artist)
    facts = facts_of(index, np.concatenate([served.rows, *named]))
    terms = served.terms.tolist()
    items: list[Recommendation] = []
    for place, row in enumerate(served.rows.tolist()):
        found = facts.get(row)
        if found is None:  # a build took it away since the index was read
            continue
        contributions = Contributions(**dict(zip(TERMS, terms[place], strict=True)))
        about = Partners(
            sound=facts.get(int(partners.sound[place])),
            taste=facts.get(int(partners.taste[place])),
            listed=facts.get(int(partners.listed[place])),
            artist=facts.get(int(partners.artist[place])),
            n_listed=int(partners.n_listed[place]),
            are_many=len(seeds) > 1,
        )
        items.append(
            Recommendation(
                rank=len(items) + 1,
                track=found.track,
                score=float(served.scores[place]),
                similarity=float(served.similarities[place]),
                contributions=contributions,
                reasons=reasons_among(contributions, about, found),
            )
        )
    return items


def facts_of(index: Index, rows: IntArray) -> Mapping[int, Facts]:
    """Return the facts of each row that the marts still know; -1 is nobody."""
    distinct = np.unique(rows[rows >= 0])
    features = dict(zip(distinct.tolist(), features_of(index, distinct), strict=True))
    known = summaries([index.track_ids[row] for row in features])
    return {
        row: Facts(known[index.track_ids[row]], sound, index.fallbacks[row])
        for row, sound in features.items()
        if index.track_ids[row] in known
    }


def features_of(index: Index, rows: IntArray) -> list[AudioFeatures | None]:
    """Return the audio features of each row, None where it has none."""
    numbers = index.attributes[rows, : len(NAMES_OF_SOUND)]
    has_sound: list[bool] = np.logical_or.reduce(np.isfinite(numbers), axis=1).tolist()
    return [
        AudioFeatures(
            **{
                name: value if value == value else None  # NaN equals nothing
                for name, value in zip(NAMES_OF_SOUND, row, strict=True)
            },
            duration_ms=None,  # no reason is made of it
        )
        if is_known
        else None
        for row, is_known in zip(numbers.tolist(), has_sound, strict=True)
    ]
