"""Generator of listening: playlists with planted taste, saved tracks and albums, and plays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.random import Generator

from ingestion.demo.entities import Album, Playlist, Track, days_before_today
from ingestion.demo.names import Names, demo_id
from ingestion.demo.scenes import GENRE_OF, SCENES, listened_with

PLAYLISTS_PER_SCENE = 12
ENTRIES = (18, 60)
SHARES = {"own": 0.74, "companion": 0.16, "sibling": 0.03, "any": 0.07}
SHARE_COLD = 0.08
SAVED_TRACKS, SAVED_ALBUMS, PLAYS = 400, 12, 400
LOCAL_FILE = "spotify:local:Kitchen+Tapes:Demos:Untitled+Sketch:184"
EPISODE = "spotify:episode:7gWHTsxcRZTkiwTb1JJHzA"


@dataclass(frozen=True)
class Listening:
    """Playlists of all listeners, and the library and plays of one."""

    playlists: tuple[Playlist, ...]
    saved: tuple[tuple[datetime, Track], ...]
    saved_albums: tuple[tuple[datetime, Album], ...]
    plays: tuple[tuple[datetime, Track], ...]


def generate_listening(
    seed: int, random: Generator, names: Names, albums: Sequence[Album], tracks: Sequence[Track]
) -> Listening:
    """Return playlists that leave some tracks cold, and one listener's library and plays."""
    warm = [track for track in tracks if random.random() > SHARE_COLD]
    pool = _Pool(random, warm)
    playlists = tuple(
        _playlist(seed, random, names, pool, scene, number)
        for scene in SCENES
        for number in range(PLAYLISTS_PER_SCENE)
    )
    own = SCENES[3:7]
    saved = pool.draw([own[i] for i in random.integers(len(own), size=SAVED_TRACKS)])
    played = [saved[i] for i in (random.beta(1, 3, size=PLAYS) * len(saved)).astype(int)]
    in_playlists = {t.track_id for p in playlists for t in p.entries if isinstance(t, Track)}
    # an album that no playlist leads to would never be read; some others are loved
    unreachable = [a for a in albums if not any(t.track_id in in_playlists for t in a.tracks)]
    saved_albums = list(
        {track.album.album_id: track.album for track in saved[:SAVED_ALBUMS]}.values()
    )
    return Listening(
        playlists,
        tuple((days_before_today(3 * n + 1), track) for n, track in enumerate(saved)),
        tuple(
            (days_before_today(10 * n + 2), album)
            for n, album in enumerate(saved_albums + unreachable)
        ),
        tuple((days_before_today(0.037 * n + 0.01), track) for n, track in enumerate(played)),
    )


class _Pool:
    """Tracks by scene, drawn in proportion to how much they are heard."""

    def __init__(self, random: Generator, tracks: Sequence[Track]) -> None:
        self._random = random
        self._tracks = {scene: [t for t in tracks if t.scene == scene] for scene in SCENES}
        self._shares = {}
        for scene, of_scene in self._tracks.items():
            weights = np.array([1.0 + track.popularity for track in of_scene])
            self._shares[scene] = weights / weights.sum()

    def draw(self, scenes: Sequence[str]) -> list[Track]:
        """Return one track for each of `scenes`, none twice."""
        drawn: dict[str, Track] = {}
        for scene in scenes:
            of_scene = self._tracks[scene]
            track = of_scene[self._random.choice(len(of_scene), p=self._shares[scene])]
            drawn.setdefault(track.track_id, track)
        return list(drawn.values())


def _playlist(
    seed: int, random: Generator, names: Names, pool: _Pool, scene: str, number: int
) -> Playlist:
    size = int(random.integers(*ENTRIES))
    kinds = random.choice(list(SHARES), p=list(SHARES.values()), size=size)
    sibling = next(other for other in GENRE_OF[scene].scenes if other != scene)
    of_kind = {"own": scene, "companion": listened_with(scene), "sibling": sibling}
    entries: list[Track | str] = list(
        pool.draw([of_kind.get(kind, str(random.choice(SCENES))) for kind in kinds])
    )
    if number == 0 and scene == SCENES[0]:
        entries[3:3] = [LOCAL_FILE, EPISODE]  # what every real library holds somewhere
    return Playlist(
        demo_id(seed, "playlist", f"{scene}/{number}"), names.playlist(scene), scene,
        tuple(entries), days_before_today(float(random.uniform(1, 900))),
    )  # fmt: skip
