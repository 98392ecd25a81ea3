"""An index as files, which processes map: everything that requests read is computed before.

What a request would otherwise compute once for each process, the cached properties, is written too.
"""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, TypeVar, overload

import numpy as np
import numpy.typing as npt

from recommender.scoring.co_occurrence import CoOccurrence
from recommender.scoring.model import ScoringModel
from recommender.scoring.multi_seed import PlaylistVotes
from recommender.serving.index import CoOccurrenceCounts, Index
from recommender.serving.stored_lists import StoredLists
from segue.array_files import ArrayReader, ArrayWriter, PlaceByText, Texts, keys_of

BLOCKS = ("audio", "taste")  # views of the vectors
OF_MODEL = (
    "vectors",
    "columns",
    "number_of_playlists",
    "relative_log_count",
    "cold_seed_weights",
    "artist_repeat_penalties",
    "max_norm",
    "squared_norms",
    "tracks_by_artist",
    "tracks_by_playlist",
    "recording_order",
)
OF_VOTES = ("popularity", "_rarity", "_popularity_damping", "_ridge_popularity", "_penalty")
OF_INDEX = ("standardized_popularity", "attribute_std", "recording_order")
OWN = ("weights", "multi_seed_weights", "attributes", "is_explicit", "recordings", "artists")
PLAIN = (*OWN, "genres", "model_version")
Made = TypeVar("Made")


class Names(Sequence[str]):
    """Names of which there are few different ones, each stored as a number."""

    def __init__(self, codes: npt.NDArray[np.int8], names: Sequence[str]) -> None:
        self.codes = codes
        self.names = names

    def __len__(self) -> int:
        """Return how many there are, equal ones included."""
        return len(self.codes)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        """Return one name, or those of a slice."""
        if isinstance(place, slice):
            return [self.names[code] for code in self.codes[place].tolist()]
        return self.names[self.codes[place]]


def write_index(index: Index, writer: ArrayWriter) -> None:
    """Write an index with counts and stored lists."""
    assert index.counts is not None
    assert index.stored is not None
    for name in (*PLAIN, *OF_INDEX):
        writer.write(name, getattr(index, name))
    encoded = [one.encode() for one in index.track_ids]
    writer.write("track_ids", Texts.from_texts(encoded))
    writer.write("track_keys", keys_of(encoded))
    names = sorted(set(index.cold_start_sources))
    codes = [names.index(one) for one in index.cold_start_sources]
    writer.write("cold_start_sources", np.array(codes, np.int8))
    writer.write("cold_start_names", names)
    model, votes = index.model, index.playlist_votes
    _write(writer, "model", model, (*_own_fields(), *OF_MODEL))
    writer.write("audio_width", model.audio.shape[1])
    for name, part in (
        ("co_occurrence", model.co_occurrence),
        ("counts", index.counts),
        ("stored", index.stored),
    ):
        _write(writer, name, part, [field.name for field in fields(part)])
    _write(writer, "votes", votes, ("scale", "counts", "lengths", *OF_VOTES))
    for number, damping in enumerate(votes._ridge_damping):
        writer.write(f"votes.damping{number}", damping)
    writer.write("votes.square", votes.fold_in._square)


def read_index(reader: ArrayReader) -> Index:
    """Return the index that was written; its arrays are mapped."""
    track_ids = reader.read("track_ids")
    model = _read_model(reader)
    index = Index(
        rows=PlaceByText(track_ids, keys=reader.read("track_keys")),
        track_ids=track_ids,
        model=model,
        cold_start_sources=Names(
            reader.read("cold_start_sources"), reader.read("cold_start_names")
        ),
        counts=_read(reader, "counts", CoOccurrenceCounts),
        stored=_read(reader, "stored", StoredLists),
        **{name: reader.read(name) for name in PLAIN},
    )
    vars(index).update({name: reader.read(name) for name in OF_INDEX})
    vars(index)["playlist_votes"] = _read_votes(reader, model)
    return index


def _read_model(reader: ArrayReader) -> ScoringModel:
    vectors, width = reader.read("model.vectors"), reader.read("audio_width")
    model = ScoringModel(
        audio=vectors[:, :width],
        taste=vectors[:, width:],
        co_occurrence=_read(reader, "co_occurrence", CoOccurrence),
        **{name: reader.read(f"model.{name}") for name in _own_fields()},
    )
    vars(model).update({name: reader.read(f"model.{name}") for name in OF_MODEL})
    return model


def _own_fields() -> list[str]:
    """Return the fields of a model that are written under their name."""
    others = {*BLOCKS, "co_occurrence", "select_products"}
    return [field.name for field in fields(ScoringModel) if field.name not in others]


def _read_votes(reader: ArrayReader, model: ScoringModel) -> PlaylistVotes:
    sizes = {name: reader.read(f"votes.{name}") for name in ("scale", "counts", "lengths")}
    votes = PlaylistVotes(model, **sizes)
    vars(votes).update({name: reader.read(f"votes.{name}") for name in OF_VOTES})
    vars(votes)["_ridge_damping"] = tuple(
        reader.read(f"votes.damping{number}") for number in range(2)
    )
    vars(votes.fold_in)["_square"] = reader.read("votes.square")
    return votes


def _write(writer: ArrayWriter, prefix: str, part: Any, names: Sequence[str]) -> None:
    for name in names:
        writer.write(f"{prefix}.{name}", getattr(part, name))


def _read(reader: ArrayReader, prefix: str, made: type[Made]) -> Made:
    names = [field.name for field in fields(made)]  # type: ignore[arg-type]
    return made(**{name: reader.read(f"{prefix}.{name}") for name in names})
