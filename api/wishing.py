"""The answer to a wish: a list of tracks out of the index, with reasons, or why it is short."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

import numpy as np

from api.catalogue import summaries
from api.feedback_moves import Verdicts, likes_that_do_not_follow, moved, verdicts_of
from api.partnering import RowPartners, Sources, row_partners
from api.problems import raise_problem
from api.reasons import Facts, Partner, Partners, named, reasons_among
from api.said import said_by
from api.schemas import AudioFeatures, Contributions, Recommendation
from api.serving import Loaded, loaded
from api.wish_masks import left_out, refused, same_recordings
from api.wish_schemas import Tune, WishBody, WishList
from api.wish_seeds import weighed
from recommender.catalogue import TERMS
from recommender.diversity import Shape
from recommender.selection import IntArray
from recommender.serving import ATTRIBUTES, Index, Served, Wish, serve

NAMES_OF_SOUND = ATTRIBUTES[:12]
NO_VERDICTS: Verdicts = {"like": [], "dislike": []}
BANNED = "are banned on Spotify"
LIKES_LEFT_OUT = "are liked already, and would not be here without that"


def wished(body: WishBody, profile_id: UUID) -> WishList:
    """Return the tracks that a wish leads to, the best first."""
    source = loaded()
    index = source.index
    said = said_by(profile_id)
    seeds = weighed(index, body.seeds)
    follows_feedback = body.use_feedback or not body.seeds
    verdicts = verdicts_of(index, said) if follows_feedback else NO_VERDICTS
    weights = _weights(seeds.weights, verdicts)
    named_ids = seeds.named if body.seeds else [index.track_ids[row] for row in verdicts["like"]]
    without = {
        "are seeds or other versions of them": same_recordings(index, named_ids),
        "are excluded": same_recordings(index, body.exclude),
        "are refused by your feedback": refused(index, said),
        BANNED: source.banned,
        **left_out(index, body.filters, body.tune, said),
    }
    shape = Shape(body.limit, body.diversity, body.artist_cap)
    wish = Wish(weights, shape, without, targets_of(body.tune))
    if body.seeds and body.filters.is_liked is None:
        wish = without_mere_likes(index, wish, seeds.weights, verdicts)
    served = serve(index, wish)
    sources = Sources(
        seeds=[row for row, weight in seeds.weights.items() if weight > 0],
        liked=[row for row in verdicts["like"] if weights.get(row, 0) > 0],
    )
    items, _ = items_of(source, served, sources)
    return WishList(
        items=items,
        model_version=index.model_version,
        short_because=short_of(served, shape),
        unknown_seeds=seeds.unknown,
    )


def _weights(seeds: Mapping[int, float], verdicts: Verdicts) -> dict[int, float]:
    weights = moved(seeds, verdicts)
    if not weights:
        raise_problem(
            422,
            "expected seeds that do not cancel out, or tracks that you liked before, met neither; "
            "name a seed",
        )
    return weights


def without_mere_likes(
    index: Index, wish: Wish, plain: Mapping[int, float], verdicts: Verdicts
) -> Wish:
    """Return a wish that gives no liked track but those that the plain seeds lead to."""
    weights = {row: weight for row, weight in plain.items() if weight}
    if not verdicts["like"] or not weights:
        return wish
    unmoved = serve(index, replace(wish, seeds=weights))
    mask = likes_that_do_not_follow(index, verdicts, unmoved.rows)
    return replace(wish, without={**wish.without, LIKES_LEFT_OUT: mask})


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


def items_of(
    source: Loaded, served: Served, sources: Sources
) -> tuple[list[Recommendation], Mapping[int, Facts]]:
    """Return the items of a list, each with its reasons, and all the facts that these needed.

    The facts of a seed that the whole list is about are among them.
    """
    index = source.index
    partners = row_partners(index, source.holdings, sources, served.rows)
    facts = facts_of(index, np.concatenate([served.rows, partners.all_rows(), [sources.only]]))
    terms = served.terms.tolist()
    items: list[Recommendation] = []
    for place, row in enumerate(served.rows.tolist()):
        found = facts.get(row)
        if found is None:  # a build took it away since the index was read
            continue
        contributions = Contributions(**dict(zip(TERMS, terms[place], strict=True)))
        about = _partners(partners, place, facts, sources)
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
    return items, facts


def _partners(
    rows: RowPartners, place: int, facts: Mapping[int, Facts], sources: Sources
) -> Partners:
    """Return whom the reasons of one found track are about, by name where there are several."""

    def partner(row: int) -> Partner | None:
        if row not in facts:
            return None
        if row == sources.only:
            return Partner(facts[row])
        return named(facts[row], row not in sources.own, says_so=bool(sources.own))

    return Partners(
        sound=partner(int(rows.sound[place])),
        is_alike=bool(rows.is_alike[place]),
        taste=partner(int(rows.taste[place])),
        artist=partner(int(rows.artist[place])),
        listed=partner(int(rows.listed[place])),
        n_playlists=int(rows.n_playlists[place]),
        n_more=int(rows.n_more[place]),
        heard=partner(int(rows.heard[place])),
        n_sittings=int(rows.n_sittings[place]),
    )


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
