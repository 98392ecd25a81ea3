"""Whatever files hold: loaded twice is loaded once, and the closing figures are those of the rows.

Each example goes through dlt into Postgres, so there are few, and each holds much.
"""

import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SEEDS = range(3)
NASTY = (
    "", "NA", "0", "-1", "1e999", "nan", "true", "1999-02-30", "2020-03-01T10:00:00Z", "['a', 'b']",
    "['a", "a;b", '"', 'say "a"', "a,b", "a\nb", "é", "名前", "\u2028", "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00", "99999999999999999999", "\\N", "\\.", "{}", "x" * 3000,
)  # fmt: skip
IDS = [f"{n:022d}" for n in range(9)]


def draw_cell(dice: random.Random) -> str:
    return dice.choice(NASTY)


def quoted(cells: list[str]) -> str:
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n"


def write_tracks(folder: Path, dice: random.Random) -> None:
    """Write a table with repeated ids and nasty cells."""
    header = "track_id,name,artists,artist_ids,album_id,tempo,key,explicit,release_date,genre,"
    rows = [
        [dice.choice([*IDS, "", f"spotify:track:{IDS[0]}"]), *(draw_cell(dice) for _ in range(11))]
        for _ in range(60)
    ]
    text = header + "playlist_id,added_at\n" + "".join(map(quoted, rows)) + "one field\n"
    (folder / "songs.csv").write_text(text, newline="")


def write_playlists(folder: Path, dice: random.Random) -> None:
    """Write a table, snapshots and a slice."""
    rows = [
        [dice.choice(["p", "q", ""]), str(dice.randrange(20)), dice.choice([*IDS, *NASTY]),
         draw_cell(dice), draw_cell(dice), draw_cell(dice)]
        for _ in range(60)
    ]  # fmt: skip
    header = "playlist_id,pos,track_uri,track_name,artist_names,added_at\n"
    (folder / "lists.csv").write_text(header + "".join(map(quoted, rows)), newline="")
    days = [[dice.choice(["2021-05-01", "2021-05-02", "x"]), "r", dice.choice(IDS)] for _ in rows]
    header = "snapshot_date,playlist_id,track_id\n"
    (folder / "days.csv").write_text(header + "".join(map(quoted, days)))
    slices = [{"pid": dice.randrange(5), "name": draw_cell(dice),
               "modified_at": dice.choice([1, "x"]),
               "tracks": [{"track_uri": dice.choice([*IDS, *NASTY]), "track_name": draw_cell(dice)}
                          for _ in range(5)]} for _ in range(8)]  # fmt: skip
    (folder / "mpd.slice.0-7.json").write_text(json.dumps({"playlists": [*slices, None, 3]}))


def write_history(folder: Path, dice: random.Random) -> None:
    """Write an export, some of it in an archive."""

    def maybe(*values: Any) -> Any:
        return dice.choice([*values, None, draw_cell(dice), 7, "\ud800\x00"])

    instants = [f"2024-05-01T10:0{n}:00Z" for n in range(5)]
    plays = [{"ts": maybe(*instants, *instants), "ms_played": maybe(5, 9), "skipped": maybe(True),
              "spotify_track_uri": maybe(f"spotify:track:{IDS[1]}"), "offline_timestamp": maybe(0),
              "master_metadata_track_name": maybe("One")} for _ in range(60)]  # fmt: skip
    account = [{"endTime": maybe("2024-05-01 10:03"), "trackName": maybe("One"), "msPlayed":
                maybe(3, -1), "artistName": maybe("X")} for _ in range(30)]  # fmt: skip
    library = {
        name: [
            {"track": maybe("One"), "artist": maybe("X"), "uri": maybe(IDS[2])} for _ in range(9)
        ]
        for name in ("tracks", "bannedTracks", "shows")
    }
    lists = [{"name": maybe("Mine"), "items": maybe([], [{"track": maybe({"trackName": "One"})}])}
             for _ in range(9)]  # fmt: skip
    (folder / "Streaming_History_Audio_0.json").write_text(json.dumps(plays))
    (folder / "StreamingHistory_music_0.json").write_text(json.dumps(account))
    with zipfile.ZipFile(folder / "rest.zip", "w") as archive:
        archive.writestr("MyData/YourLibrary.json", json.dumps(library))
        archive.writestr("MyData/Playlist1.json", json.dumps({"playlists": lists}))


WRITERS = {"tracks": write_tracks, "playlists": write_playlists, "history": write_history}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("source", WRITERS)
def test_whatever_the_files_hold_a_second_load_changes_nothing(
    source, seed, load, query, contents, tmp_path
):
    WRITERS[source](tmp_path, random.Random(f"{source} {seed}"))
    first = load(source, tmp_path)
    before = contents()
    assert sum(map(len, before.values())) == first.rows > 0
    second = load(source, tmp_path)
    assert contents() == before
    assert second.is_unchanged
    assert all(counts.found == counts.unchanged for counts in second.tables.values())
    for summary in (first, second):
        assert read_figures(query, summary.run_id) == {
            name: tuple(counts.values()) for name, counts in summary.as_dict()["tables"].items()
        }
        assert query(f"select count(*) from raw._rejected where run_id = '{summary.run_id}'") == [
            (summary.number_of_problems,)
        ]
    assert {name: len(rows) for name, rows in before.items() if rows} == {
        name: counts.new for name, counts in first.tables.items() if counts.new
    }


def read_figures(query: Callable, run_id: str) -> dict[str, tuple[int, ...]]:
    """Return the figures of a run as its rows in the database give them."""
    columns = "found, new, changed, unchanged, missing, deferred, failed"
    rows = query(f"select resource, {columns} from raw._runs where run_id = '{run_id}'")
    return {name: tuple(figures) for name, *figures in rows}
