"""The parameters as a table: given, fitted or default, and the values measured by the fit."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from threadpoolctl import threadpool_limits

from recommender.data.dataset import Dataset
from recommender.data.skips import SessionSkips
from recommender.embeddings.content import embed_content
from recommender.pipeline.effects import find_parameters_without_effect
from recommender.scoring.parameters import Parameters
from recommender.tuning.multi_seed import fit_multi_seed
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
) -> "pa.Table":
    """Fit the parameters that are not given, on playlists held out of the fit.

    Parameters
    ----------
    tracks, features, memberships, artists, genres : as for `build_vectors`
    parameters : values that are not fitted
    skips : columns playlist_id, track_id: the skipped tracks of sessions; without it the weight
        of skips is not fitted

    Returns
    -------
    pyarrow.Table
        parameter (name), value, kind, no_effect_because, model_version. The kind is ``given``,
        ``fitted`` or ``default`` for what `build_vectors` and `build_recommendations` take, and
        ``figure`` for what the fit measured on the held-out playlists, and for the
        fitted weights of the signals for many seeds. `no_effect_because` is the reason why a
        parameter changes no list of this build, else null.
    """
    start = Parameters.from_values(parameters)
    given = set(parameters or {})
    dataset = Dataset.from_tables(tracks, features, memberships, artists, genres)
    with threadpool_limits(limits=1, user_api="blas"):  # the same bytes on any machine
        audio, content = embed_content(dataset)
        fitted, values = fit_parameters(dataset, audio, content, start, given)
        by_session = None
        if skips is not None:
            by_session = SessionSkips.from_tables(memberships, skips, dataset.keys)
            fitted, more = fit_skip_weight(dataset, audio, content, fitted, by_session, given)
            values |= more
        values |= fit_multi_seed(dataset, audio, content, fitted)
    reasons = find_parameters_without_effect(dataset, audio, by_session, fitted, values)
    return _to_table(fitted, given, values, reasons)


def _to_table(
    fitted: Parameters,
    given: Collection[str],
    measured: Mapping[str, float],
    reasons: Mapping[str, str],
) -> "pa.Table":
    import pyarrow as pa

    defaults = asdict(Parameters())
    kinds = {
        name: "given" if name in given else "default" if value == defaults[name] else "fitted"
        for name, value in asdict(fitted).items()
    }
    values = {**asdict(fitted), **measured}
    return pa.table(
        {
            "parameter": pa.array(values, pa.string()),
            "value": pa.array([float(value) for value in values.values()], pa.float64()),
            "kind": pa.array([kinds.get(name, "figure") for name in values], pa.string()),
            "no_effect_because": pa.array(map(reasons.get, values), pa.string()),
            "model_version": pa.array([fitted.model_version] * len(values), pa.string()),
        }
    )
