"""Generator of the demo catalogue: some 3,000 invented tracks, the same for the same seed."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from ingestion.demo import words
from ingestion.demo.entities import Album, Artist, Catalogue, Track, days_before_today
from ingestion.demo.names import Names, demo_id
from ingestion.demo.plays import generate_listening
from ingestion.demo.scenes import GENRE_OF, SCENES, SOUNDS, SPREAD

SEED = 20_261_123
ARTISTS_PER_SCENE = 13
ALBUMS_PER_ARTIST = (1, 1, 1, 1, 2)
TRACKS_PER_ALBUM = (5, 10)
SHARE_WITH_GUEST, SHARE_UNANALYSED, SHARE_OF_ARTISTS_LIVE = 0.12, 0.005, 0.25
LIVE_TRACKS = 4
SCENE_OFFSET = 0.25  # of the spread: the two scenes of a genre sound almost the same


@lru_cache(maxsize=2)
def generate_catalogue(seed: int = SEED) -> Catalogue:
    """Return the catalogue of `seed`; equal seeds give equal catalogues."""
    generator = _Generator(seed)
    albums = list(generator.albums())
    albums += list(generator.second_versions(albums))
    tracks = [track for album in albums for track in album.tracks]
    listening = generate_listening(seed, generator.random, generator.names, albums, tracks)
    return Catalogue(
        tuple(generator.artists), tuple(albums), tuple(tracks),
        listening.playlists, listening.saved, listening.saved_albums, listening.plays,
    )  # fmt: skip


class _Generator:
    def __init__(self, seed: int) -> None:
        self._seed, self.random = seed, np.random.default_rng(seed)
        self.names = Names(self.random)
        self._number = 0
        self.artists = [
            Artist(self._id("artist"), self.names.artist(), scene, 1 / (1 + rank) ** 0.7)
            for scene in SCENES
            for rank in range(ARTISTS_PER_SCENE)
        ]
        self._of_scene = {
            scene: [artist for artist in self.artists if artist.scene == scene] for scene in SCENES
        }

    def albums(self) -> Iterator[Album]:
        """Yield every artist's albums, with their tracks."""
        for artist in self.artists:
            for _ in range(self.random.choice(ALBUMS_PER_ARTIST)):
                size = int(self.random.integers(*TRACKS_PER_ALBUM))
                kind = "album" if size > 5 else "single"
                album = self._album(artist, self.names.album(), kind)
                for number in range(1, size + 1):
                    album.tracks.append(self._track(album, number))
                yield album

    def second_versions(self, albums: list[Album]) -> Iterator[Album]:
        """Yield albums whose tracks exist already: live, or remastered, under other ids."""
        for artist in self.artists:
            if self.random.random() > SHARE_OF_ARTISTS_LIVE:
                continue
            is_live = bool(self.random.random() < 0.5)
            own = [t for a in albums if a.artist == artist for t in a.tracks]
            best = sorted(own, key=lambda track: -track.popularity)[:LIVE_TRACKS]
            name = (
                f"Live in {self.random.choice(words.PLACES)}" if is_live
                else f"{best[0].album.name} (Deluxe Edition)"
            )  # fmt: skip
            album = self._album(artist, name, "compilation")
            for number, original in enumerate(best, 1):
                album.tracks.append(self._version(album, number, original, is_live))
            yield album

    def _album(self, artist: Artist, name: str, kind: str) -> Album:
        day = days_before_today(float(self.random.uniform(30, 50 * 365))).date().isoformat()
        length = int(self.random.choice([4, 7, 10, 10, 10, 10, 10, 10]))
        label = str(self.random.choice(words.LABELS))
        return Album(self._id("album"), name, kind, artist, day[:length], label)

    def _track(self, album: Album, number: int) -> Track:
        artist = album.artist
        artists: tuple[Artist, ...] = (artist,)
        if self.random.random() < SHARE_WITH_GUEST:
            guest = self._of_scene[artist.scene][self.random.integers(ARTISTS_PER_SCENE)]
            artists += (guest,) if guest is not artist else ()
        is_analysed = self.random.random() > SHARE_UNANALYSED
        scene = artist.scene
        return Track(
            self._id("track"), self.names.track(), album, artists, scene, number,
            duration_ms=int(np.clip(self.random.normal(225_000, 45_000), 70_000, 600_000)),
            explicit=bool(self.random.random() < (0.5 if "rap" in scene else 0.04)),
            popularity=int(100 * artist.fame * self.random.beta(2.2, 2.2)),
            isrc=f"QZSEG{self._number:07d}",
            features=self._features(scene) if is_analysed else None,
        )  # fmt: skip

    def _version(self, album: Album, number: int, original: Track, is_live: bool) -> Track:
        features = dict(original.features) if original.features else None
        if features and is_live:
            features["liveness"] = round(float(self.random.uniform(0.75, 0.97)), 4)
        year = int(self.random.integers(2005, 2026))
        return Track(
            self._id("track"), f"{original.name} - {'Live' if is_live else f'{year} Remaster'}",
            album, original.artists, original.scene, number,
            original.duration_ms + int(self.random.integers(-4_000, 30_000)), original.explicit,
            int(original.popularity * 0.6), f"QZSEG{self._number:07d}", features,
            version_of=original.track_id,
        )  # fmt: skip

    def _features(self, scene: str) -> dict[str, float]:
        genre = GENRE_OF[scene]
        side = 1 if scene == genre.scenes[0] else -1
        centre = np.array(genre.sound) + side * SCENE_OFFSET * np.array(SPREAD)
        drawn = dict(zip(SOUNDS, self.random.normal(centre, SPREAD).tolist(), strict=True))
        features = {
            name: round(value, 3) if name in ("loudness", "tempo")
            else round(min(max(value, 0.0), 1.0), 4)
            for name, value in drawn.items()
        }  # fmt: skip
        features["loudness"] = min(features["loudness"], -0.5)
        return {
            **features,
            "key": int(self.random.integers(12)),
            "mode": int(self.random.random() < genre.major),
            "time_signature": int(self.random.choice([3, 4, 4, 4, 4, 4, 4, 5])),
        }

    def _id(self, kind: str) -> str:
        self._number += 1
        return demo_id(self._seed, kind, self._number)
