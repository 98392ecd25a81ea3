"""How often the identity rules are right, on pairs of tracks that were labelled by hand.

python -m benchmarks.identity [--write-docs]

The pairs are in `tests/fixtures/recordings/pairs.csv`, of the kinds that real files have: each is
one `recording`, another version of one `song`, or something `other`. All their tracks lie in one
database; the rules see the others, too. The names are also looked up in rows of MusicBrainz'
canonical data, which are beside the pairs. An artist after `~` has no id, and neither has its
track; `#` tells artists of one name apart.
"""

import argparse
import csv
import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

import ingestion
from benchmarks.build import ONCE
from benchmarks.own_server import own_server
from ingestion.load.name_keys import build_name_key, normalize_name
from recommender.evaluation.report import replace_section
from segue.cli.prepare import prepare
from segue.settings import PROJECT_ROOT

PAIRS = PROJECT_ROOT / "tests" / "fixtures" / "recordings" / "pairs.csv"
CANONICAL = PAIRS.with_name("canonical_musicbrainz_data.csv")
PAGE = PROJECT_ROOT / "docs" / "warehouse.md"
BETWEEN_ARTISTS = re.compile(r"(?<! )\+(?! )")
INSERT = """
    insert into raw.tracks (
        _source, _provider, _fetched_at, _row_hash, _dlt_load_id,
        track_id, name, artists, album_name, duration_ms, isrc, recording_mbid
    ) values (
        'tracks', 'generic', now(), 1, 'l', %(track_id)s, %(title)s, %(artists)s,
        nullif(%(album)s, ''), %(duration_ms)s, nullif(%(isrc)s, ''),
        nullif(%(recording_mbid)s, '')
    ) on conflict do nothing
"""
IDENTITIES = (
    "select track_id, canonical_track_id, recording_id, rule from marts.recording_identities"
)
Identities = Mapping[str, tuple[str, str, str]]


@dataclass(frozen=True)
class Pair:
    """Two tracks as rows of raw.tracks, and what they are to each other."""

    kind: str
    label: str
    first: Mapping[str, Any]
    other: Mapping[str, Any]

    @property
    def ids(self) -> tuple[str, str]:
        """Return the ids of both tracks."""
        return self.first["track_id"], self.other["track_id"]


@dataclass
class Score:
    """Numbers of pairs that are one, that the rules take for one, and both."""

    n_same: int = 0
    n_joined: int = 0
    n_right: int = 0

    def add(self, is_same: bool, is_joined: bool) -> None:
        """Count a pair."""
        self.n_same += is_same
        self.n_joined += is_joined
        self.n_right += is_same and is_joined

    @property
    def precision(self) -> float | None:
        """Return the share of the joined pairs that are one; None without any."""
        return self.n_right / self.n_joined if self.n_joined else None

    @property
    def recall(self) -> float | None:
        """Return the share of the pairs that are one which the rules joined; None without any."""
        return self.n_right / self.n_same if self.n_same else None


def read_pairs(path: Path = PAIRS) -> list[Pair]:
    """Return the labelled pairs."""
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [
        Pair(
            row["kind"],
            row["label"],
            _build_track(row, "", f"pair{number:03}a"),
            _build_track(row, "other_", f"pair{number:03}b"),
        )
        for number, row in enumerate(rows)
    ]


def _build_track(row: Mapping[str, str], prefix: str, track_id: str) -> dict[str, Any]:
    names, seconds = row[f"{prefix}artists"], row[f"{prefix}seconds"]
    is_only_named = names.startswith("~")
    artists = [
        {"id": None if is_only_named else _build_artist_id(name), "name": name.split("#")[0]}
        for name in BETWEEN_ARTISTS.split(names.removeprefix("~"))
    ]
    title = row[f"{prefix}title"]
    return {
        "track_id": build_name_key(artists[0]["name"], title) if is_only_named else track_id,
        "title": title,
        "artists": json.dumps(artists),
        "duration_ms": round(1000 * float(seconds)) if seconds else None,
        **{name: row[f"{prefix}{name}"] for name in ("album", "isrc", "recording_mbid")},
    }


def _build_artist_id(name: str) -> str:
    return hashlib.md5(normalize_name(name).encode(), usedforsecurity=False).hexdigest()[:22]


def load_pairs(url: str, pairs: Iterable[Pair]) -> None:
    """Insert the tracks of the pairs into the raw tables."""
    with psycopg.connect(url) as connection:
        tracks = [track for pair in pairs for track in (pair.first, pair.other)]
        connection.cursor().executemany(INSERT, tracks)


def read_identities(url: str) -> dict[str, tuple[str, str, str]]:
    """Return the canonical track, the song and the rule of each track."""
    with psycopg.connect(url) as connection:
        return {row[0]: row[1:] for row in connection.execute(IDENTITIES)}


def score_pairs(pairs: Iterable[Pair], identities: Identities) -> dict[str, tuple[Score, Score]]:
    """Return for each kind how well recordings, and songs, are found; `all` is of all kinds."""
    scores: dict[str, tuple[Score, Score]] = {}
    for pair in pairs:
        first, other = (identities[track_id] for track_id in pair.ids)
        for kind in (pair.kind, "all"):
            recordings, songs = scores.setdefault(kind, (Score(), Score()))
            recordings.add(pair.label == "recording", first[0] == other[0])
            songs.add(pair.label != "other", first[1] == other[1])
    return scores


def find_errors(pairs: Iterable[Pair], identities: Identities) -> list[str]:
    """Return the pairs that the rules take for something else, as text."""
    errors = []
    for pair in pairs:
        first, other = (identities[track_id] for track_id in pair.ids)
        found = "recording" if first[0] == other[0] else "song" if first[1] == other[1] else "other"
        if found != pair.label:
            names = " / ".join(
                f"{one['artists']} {one['title']}" for one in (pair.first, pair.other)
            )
            errors.append(f"{pair.kind}: {names}: is {pair.label}, taken for {found}")
    return errors


def render_table(
    pairs: Iterable[Pair],
    scores: Mapping[str, tuple[Score, Score]],
    without: Mapping[str, tuple[Score, Score]],
) -> str:
    """Return the scores as a table in Markdown, those of all kinds last.

    `without` are the scores without MusicBrainz' data.
    """
    pairs = list(pairs)
    lines = [
        "| kind | pairs | one recording: precision | recall | recall without MusicBrainz "
        "| one song: precision | recall |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    kinds = [kind for kind in scores if kind != "all"]
    for kind in [*kinds, "all"]:
        number = sum(kind in (pair.kind, "all") for pair in pairs)
        recordings, songs = scores[kind]
        cells = [recordings.precision, recordings.recall, without[kind][0].recall]
        cells += [songs.precision, songs.recall]
        shown = ["" if each is None else f"{each:.3f}" for each in cells]
        lines.append("| " + " | ".join([kind, str(number), *shown]) + " |")
    return "\n".join([*lines, ""])


def _build_identities(url: str) -> Identities:
    only = ["--select", "+recording_identities", "--exclude-resource-type", "test", "unit_test"]
    subprocess.run([sys.executable, "-c", ONCE, url, *only], check=True)
    return read_identities(url)


def main() -> None:
    """Build the warehouse of the pairs, print the table and what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.identity", description=__doc__)
    parser.add_argument("--write-docs", action="store_true", help="put the table into the docs")
    options = parser.parse_args()
    pairs = read_pairs()
    with own_server() as (server, _):
        url = server.url()
        prepare(url)
        load_pairs(url, pairs)
        without = score_pairs(pairs, _build_identities(url))
        assert ingestion.run("musicbrainz", [CANONICAL], url).exit_code == 0
        identities = _build_identities(url)
    table = render_table(pairs, score_pairs(pairs, identities), without)
    print(table)
    print("\n".join(find_errors(pairs, identities)))
    if options.write_docs:
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(replace_section(text, "identity", table), encoding="utf-8")


if __name__ == "__main__":
    main()
