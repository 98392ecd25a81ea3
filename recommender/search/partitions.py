"""Work in partitions that run anywhere and are read in order; here in the threads of this process.

`recommender.search.dask_partitions` runs the same partitions on other machines.
"""

from collections.abc import Iterator
from typing import Protocol, TypeVar

from recommender.search.parallel import map_blocks

Result = TypeVar("Result")
Result_co = TypeVar("Result_co", covariant=True)


class Partitions(Protocol[Result_co]):
    """Work whose partitions run alone, in any order, and in any process that it is pickled to."""

    @property
    def n_partitions(self) -> int:
        """Return the number of partitions."""
        ...

    def prepare(self) -> None:
        """Compute what partitions share, so that threads do not compute it side by side."""
        ...

    def run(self, number: int) -> Result_co:
        """Return the result of one partition: the same on any machine and in any order."""
        ...


class Executor(Protocol):
    """A place where partitions run."""

    def map(self, partitions: Partitions[Result]) -> Iterator[Result]:
        """Yield the results of all partitions in order, while later ones run."""
        ...


class LocalExecutor:
    """The threads of this process, one for each core."""

    def map(self, partitions: Partitions[Result]) -> Iterator[Result]:
        """Yield the results of all partitions in order, while later ones run."""
        partitions.prepare()
        yield from map_blocks(lambda number, _: partitions.run(number), partitions.n_partitions, 1)


LOCAL = LocalExecutor()
