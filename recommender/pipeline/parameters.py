"""The parameters as a table: what was given, what the data said, and with what figures."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from threadpoolctl import threadpool_limits

from recommender.data.dataset import Dataset
from recommender.pipeline.vectors import embed_content
from recommender.scoring.parameters import Parameters
from recommender.tuning.multi_seed import fit_multi_seed
from recommender.tuning.search import fit_parameters

if TYPE_CHECKING:
    import pyarrow as pa


def build_parameters(
    tracks: "pa.Table",
    features: "pa.Table",
    memberships: "pa.Table",
    artists: "pa.Table",
    genres: "pa.Table",
    parameters: Mapping[str, Any] | None = None,
) -> "pa.Table":
    """Fit the parameters that are not given to playlists held out of this very fit.

    Parameters
    ----------
    tracks, features, memberships, artists, genres : as for `build_vectors`
    parameters : values that stand fast

    Returns
    -------
    pyarrow.Table
        parameter (name), value, kind, model_version. The kind is ``given``, ``fitted`` or
        ``default`` for what `build_vectors` and `build_recommendations` take, and
        ``figure`` for what the fit measured on the held-out playlists, and for what it
        found besides: how the parts of a score for many seeds are weighed.
    """
    start = Parameters.of(parameters)
    given = set(parameters or {})
    dataset = Dataset.from_tables(tracks, features, memberships, artists, genres)
    with threadpool_limits(limits=1, user_api="blas"):  # the same bytes on any machine
        audio, content = embed_content(dataset)
        chosen, figures = fit_parameters(dataset, audio, content, start, given)
        figures |= fit_multi_seed(dataset, audio, content, chosen)
    return _table(chosen, given, figures)


def _table(chosen: Parameters, given: Collection[str], figures: Mapping[str, float]) -> "pa.Table":
    import pyarrow as pa

    defaults = asdict(Parameters())
    kinds = {
        name: "given" if name in given else "default" if value == defaults[name] else "fitted"
        for name, value in asdict(chosen).items()
    }
    values = {**asdict(chosen), **figures}
    return pa.table(
        {
            "parameter": pa.array(values, pa.string()),
            "value": pa.array([float(value) for value in values.values()], pa.float64()),
            "kind": pa.array([kinds.get(name, "figure") for name in values], pa.string()),
            "model_version": pa.array([chosen.model_version] * len(values), pa.string()),
        }
    )
