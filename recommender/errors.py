"""Errors of the recommender, one tree: wrong numbers, tables, parameters or requests."""

from segue.errors import SegueError


class RecommenderError(SegueError):
    """Base of every error that the recommender raises on purpose."""


class FeatureMismatch(RecommenderError, ValueError):
    """Two sets of vectors differ in their number of columns, or an array has the wrong shape."""


class NotFinite(RecommenderError, ValueError):
    """A vector holds NaN or infinity, which would silently poison every similarity."""


class NotFitted(RecommenderError, ValueError):
    """An estimator was used before `fit` was called."""


class MissingColumn(RecommenderError, ValueError):
    """A table lacks a column that the recommender reads."""


class UnknownParameter(RecommenderError, ValueError):
    """A parameter was named that does not exist, or given a value out of its range."""


class NoSeeds(RecommenderError, ValueError):
    """A request has no seed, or only seeds whose weights cancel out."""


class DaskClusterError(RecommenderError, RuntimeError):
    """The Dask cluster of the settings does not answer, or cannot run partitions."""


class DeviceUnavailable(RecommenderError, RuntimeError):
    """The device of the settings is not there, or the package that drives it."""
