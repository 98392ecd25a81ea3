"""The parameters as a table: given, fitted or default, and the values measured by the fit."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
from threadpoolctl import threadpool_limits

from recommender.data.dataset import Dataset
from recommender.data.skips import SessionSkips
from recommender.embeddings.content import embed_content
from recommender.errors import UnknownParameter
from recommender.pipeline.effects import find_parameters_without_effect
from recommender.pipeline.last_fit import (
    ALWAYS,
    IF_CHANGED,
    REFIT_SHARE,
    Decision,
    LastFit,
    TrainingData,
    decide,
)
from recommender.scoring.parameters import Parameters
from recommender.tuning.multi_seed import fit_multi_seed
from recommender.tuning.recency import fit_half_life
from recommender.tuning.search import fit_parameters
from recommender.tuning.skips import fit_skip_weight

if TYPE_CHECKING:
    import pyarrow as pa


def build_parameters(
    tracks: "pa.Table",
    features: "pa.Table",
    memberships: "pa.Table",
    artists: "pa.Table",
    genres: "pa.Table",
    parameters: Mapping[str, Any] | None = None,
    skips: "pa.Table | None" = None,
    last: "pa.Table | None" = None,
    refit: str = IF_CHANGED,
    refit_share: float = REFIT_SHARE,
) -> "pa.Table":
    """Fit the parameters that are not given, on playlists held out of the fit.

    Parameters
    ----------
    tracks, features, memberships, artists, genres : as for `build_vectors`
    parameters : values that are not fitted
    skips : columns playlist_id, track_id: the skipped tracks of sessions; without it the weight
        of skips is not fitted
    last : the result of the last call. Its parameters are taken over unless the training data
        have changed since its fit, else the fit starts from them
    refit : ``if_changed``, or ``always``
    refit_share : the share of the memberships, tracks or skips that has to change for a fit

    Returns
    -------
    pyarrow.Table
        parameter (name), value, kind, no_effect_because, model_version, fit_reason, fit_version,
        sketch. The kind is ``given``, ``fitted`` or ``default`` for what `build_vectors` and
        `build_recommendations` take, and ``figure`` for what the fit measured on the held-out
        playlists and learned from, and for the fitted weights of the signals for many seeds.
        `no_effect_because` is the reason why a parameter changes no list of this build, else null.
        `fit_reason` says why the parameters were fitted or taken over, `fit_version` is a hash of
        the code and of the given parameters of the fit, and `sketch` has the smallest hashes of
        the rows that it learned from.
    """
    if refit not in (ALWAYS, IF_CHANGED):
        raise UnknownParameter(f"refit must be {ALWAYS} or {IF_CHANGED}, but is {refit!r}")
    given = dict(parameters or {})
    start = Parameters.from_values(given)
    tables = {
        "tracks": tracks, "features": features, "memberships": memberships,
        "artists": artists, "genres": genres,
    }  # fmt: skip
    dataset = Dataset.from_tables(**tables)
    by_session = None
    if skips is not None:
        by_session = SessionSkips.from_tables(memberships, skips, dataset.keys)
    data = TrainingData.from_tables(tables, skips, given)
    last_fit = LastFit.from_table(last)
    decision = decide(last_fit, data, refit, refit_share)
    if last_fit is not None and (decision.is_from_last or not decision.is_fitted):
        start = Parameters.from_values({**last_fit.parameters, **given})
    if last_fit is None or decision.is_fitted:
        fitted, values = _fit(dataset, start, given, by_session)
    else:
        fitted, data = start, last_fit.data
        values = {name: value for name, value in last_fit.values.items()
                  if last_fit.kinds[name] == "figure" and name not in data.sketches}  # fmt: skip
    reasons = find_parameters_without_effect(dataset, by_session, fitted, values)
    return _to_table(fitted, given, values, reasons, decision, data)


def _fit(
    dataset: Dataset, start: Parameters, given: Collection[str], skips: SessionSkips | None
) -> tuple[Parameters, dict[str, float]]:
    with threadpool_limits(limits=1, user_api="blas"):  # the same bytes on any machine
        audio, content = embed_content(dataset)
        fitted, values = fit_parameters(dataset, audio, content, start, given)
        if skips is not None:
            fitted, more = fit_skip_weight(dataset, audio, content, fitted, skips, given)
            values |= more
        fitted, more = fit_half_life(dataset, audio, content, fitted, given)
        values |= more
        values |= fit_multi_seed(dataset, audio, content, fitted)
    return fitted, values


def _to_table(
    fitted: Parameters,
    given: Collection[str],
    measured: Mapping[str, float],
    reasons: Mapping[str, str],
    decision: Decision,
    data: TrainingData,
) -> "pa.Table":
    import pyarrow as pa

    defaults = asdict(Parameters())
    kinds = {
        name: "given" if name in given else "default" if value == defaults[name] else "fitted"
        for name, value in asdict(fitted).items()
    }
    counts = {name: float(sketch.n_rows) for name, sketch in data.sketches.items()}
    values = {**asdict(fitted), **measured, **counts}
    hashes = {name: sketch.smallest.view(np.int64) for name, sketch in data.sketches.items()}
    same = {
        "model_version": fitted.model_version,
        "fit_reason": decision.reason,
        "fit_version": data.version,
    }
    return pa.table(
        {
            "parameter": pa.array(values, pa.string()),
            "value": pa.array([float(value) for value in values.values()], pa.float64()),
            "kind": pa.array([kinds.get(name, "figure") for name in values], pa.string()),
            "no_effect_because": pa.array(map(reasons.get, values), pa.string()),
            **{name: pa.array([text] * len(values), pa.string()) for name, text in same.items()},
            "sketch": pa.array(map(hashes.get, values), pa.list_(pa.int64())),
        }
    )
