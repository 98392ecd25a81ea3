"""Blind comparison with the best baseline: write the page, store verdicts, print who won."""

import secrets
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from segue.errors import SegueError

if TYPE_CHECKING:
    import psycopg
    import pyarrow as pa

    from recommender.data.dataset import Dataset
    from recommender.evaluation.blind import BlindPair
    from recommender.evaluation.blind_page import TrackLabel

PAIRS = "observability.blind_pairs"
BEST_BASELINE = """
select method from marts.recommendation_quality
where stratum = 'all' and metric = 'precision_at_10' and method <> 'segue'
order by evaluated_at desc, run_id desc, value desc, method
limit 1
"""
LABELS = """
select tracks.track_id, coalesce(tracks.track_name, tracks.track_id),
    coalesce(string_agg(artists.artist_name, ', ' order by links.position), '')
from marts.fact_tracks as tracks
left join marts.artist_tracks as links
    on tracks.track_id = links.track_id and not links.is_placeholder
left join marts.dim_artists as artists on links.artist_id = artists.artist_id
where tracks.track_id = any(%s)
group by tracks.track_id, tracks.track_name
"""
STORE_PAIR = """
insert into observability.blind_pairs
(test_id, pair, seed_track_id, is_segue_first, baseline, model_version, random_seed)
values (%s, %s, %s, %s, %s, %s, %s)
"""
STORE_VERDICT = """
insert into observability.blind_verdicts as stored (test_id, pair, listener, choice)
values (%(test_id)s, %(pair)s, %(listener)s, %(choice)s)
on conflict (test_id, pair, listener) do update
set choice = excluded.choice, stored_at = now()
where stored.choice <> excluded.choice
"""
OUTCOMES = """
select verdicts.listener, pairs.baseline,
    case
        when verdicts.choice = 'tie' then 'tie'
        when (verdicts.choice = 'a') = pairs.is_segue_first then 'win'
        else 'loss'
    end
from observability.blind_verdicts as verdicts
inner join observability.blind_pairs as pairs using (test_id, pair)
where verdicts.test_id = %s
"""


class NoComparison(SegueError):
    """The lists of a blind comparison cannot be made from this warehouse."""


class InvalidVerdicts(SegueError):
    """A file of verdicts is not one that the page of a known comparison saved."""


class Verdict(BaseModel):
    """The choice between the two lists of one pair."""

    model_config = ConfigDict(extra="forbid")
    pair: Annotated[int, Field(ge=1, strict=True)]
    choice: Literal["a", "b", "tie"]


class VerdictFile(BaseModel):
    """What the page saves."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["segue blind comparison"]
    test_id: str
    listener: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    verdicts: Annotated[list[Verdict], Field(min_length=1)]


def write_blind_page(
    connection: "psycopg.Connection[Any]",
    tables: "Mapping[str, pa.Table]",
    path: Path,
    n_pairs: int,
) -> str:
    """Write the page, store its pairs and their order, and return a sentence on it.

    Ours are the lists that the API answers with from the marts now; `tables` are what the best
    baseline of the last evaluation is fitted on.
    """
    from recommender.data.dataset import Dataset
    from recommender.evaluation.baselines import build_baseline
    from recommender.evaluation.blind import draw_pairs
    from recommender.evaluation.blind_page import render_page
    from recommender.evaluation.recommenders import TABLE_NAMES, IndexRecommender
    from recommender.serving.postgres import load_index

    best = connection.execute(BEST_BASELINE).fetchone()
    if best is None:
        raise NoComparison(
            "expected an evaluation that says which baseline is the best, got none; "
            "run `segue evaluate` first"
        )
    dataset = Dataset.from_tables(**{name: tables[name] for name in TABLE_NAMES})
    index = load_index(connection)
    random_seed = secrets.randbits(31)
    ours, baseline = IndexRecommender(index, dataset), build_baseline(best[0], dataset)
    pairs = draw_pairs(ours, baseline, dataset, n_pairs, random_seed)
    if not pairs:
        raise NoComparison(
            "expected tracks in playlists whose two lists differ, got none; ingest playlists, "
            "build, and try again"
        )
    test_id = uuid.uuid4().hex
    labels = _load_labels(connection, dataset, pairs)
    lists = [
        (labels[each.seed], _pick(labels, each.first), _pick(labels, each.second)) for each in pairs
    ]
    path.write_text(render_page(test_id, lists), encoding="utf-8")
    versions = (best[0], index.model_version or "none", random_seed)
    rows = [
        (test_id, number, labels[each.seed].track_id, each.is_ours_first, *versions)
        for number, each in enumerate(pairs, start=1)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(STORE_PAIR, rows)
    connection.commit()
    return f"Wrote {len(pairs)} pairs to {path}: open it in a browser, and save the verdicts."


def store_verdicts(connection: "psycopg.Connection[Any]", path: Path) -> str:
    """Store the verdicts of a file, and return a sentence on all of this comparison.

    A file that is stored again changes nothing; another choice of a listener replaces the first.
    """
    from recommender.evaluation.blind import describe_outcome
    from recommender.evaluation.report import METHOD_NAMES

    file = read_verdicts(path)
    found = connection.execute(
        "select pair from observability.blind_pairs where test_id = %s", (file.test_id,)
    )
    known = {pair for (pair,) in found.fetchall()}
    if not known:
        raise InvalidVerdicts(
            f"expected a comparison that this warehouse wrote, got {file.test_id!r} in {path}; "
            "store the verdicts where `segue evaluate --blind` ran"
        )
    unknown = sorted({each.pair for each in file.verdicts} - known)
    if unknown:
        raise InvalidVerdicts(
            f"expected pairs from 1 to {max(known)}, got {unknown[0]} in {path}; save it again"
        )
    rows = [
        {"test_id": file.test_id, "listener": file.listener, **each.model_dump()}
        for each in file.verdicts
    ]
    with connection.cursor() as cursor:
        cursor.executemany(STORE_VERDICT, rows)
        n_stored = cursor.rowcount
    outcomes = connection.execute(OUTCOMES, (file.test_id,)).fetchall()
    connection.commit()
    listeners = {listener for listener, _, _ in outcomes}
    baseline = METHOD_NAMES.get(outcomes[0][1], outcomes[0][1])
    summary = describe_outcome([outcome for *_, outcome in outcomes], len(listeners), baseline)
    return f"Stored {n_stored} new or changed of {len(rows)} verdicts. {summary}"


def read_verdicts(path: Path) -> VerdictFile:
    """Return a file of verdicts, each pair at most once."""
    try:
        file = VerdictFile.model_validate_json(path.read_bytes())
    except OSError as error:
        raise InvalidVerdicts(
            f"expected a readable file, got {error.strerror} for {path}; check the path"
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise InvalidVerdicts(
            f"expected the JSON file that the page saves, got at {place} of {path}: "
            f"{first['msg']}; save it again"
        ) from error
    numbers = [each.pair for each in file.verdicts]
    twice = next((each for each in numbers if numbers.count(each) > 1), None)
    if twice is not None:
        raise InvalidVerdicts(
            f"expected one verdict per pair, got several for pair {twice} of {path}; save it again"
        )
    return file


def _load_labels(
    connection: "psycopg.Connection[Any]", dataset: "Dataset", pairs: "Sequence[BlindPair]"
) -> "dict[int, TrackLabel]":
    from recommender.evaluation.blind_page import TrackLabel

    rows = {int(row) for each in pairs for row in (each.seed, *each.first.tolist(), *each.second)}
    key_of = {row: str(dataset.keys[row].as_py()) for row in rows}
    found = {
        track_id: TrackLabel(track_id, name, artists)
        for track_id, name, artists in connection.execute(LABELS, (list(key_of.values()),))
    }
    return {row: found[key] for row, key in key_of.items()}


def _pick(labels: "dict[int, TrackLabel]", rows: Any) -> "list[TrackLabel]":
    return [labels[row] for row in rows.tolist()]
