"""The demo catalogue: the same for the same seed, with what was planted in it."""

import re
from collections import Counter

import numpy as np

from ingestion.demo.entities import Track
from ingestion.demo.generator import SEED, generate_catalogue
from ingestion.demo.scenes import GENRE_OF, SCENES, SOUNDS, listened_with


def test_it_is_as_large_as_a_demo_should_be(demo):
    assert 2_700 <= len(demo.tracks) <= 3_300
    assert 250 <= len(demo.playlists) <= 350
    assert len(demo.plays) == 400


def test_equal_seeds_give_equal_catalogues_and_others_give_others(demo):
    generate_catalogue.cache_clear()
    again, other = generate_catalogue(SEED), generate_catalogue(SEED + 1)
    assert again is not demo
    assert [t.track_id for t in again.tracks] == [t.track_id for t in demo.tracks]
    assert [t.features for t in again.tracks] == [t.features for t in demo.tracks]
    assert [p.entries for p in again.playlists] == [p.entries for p in demo.playlists]
    assert not {t.track_id for t in other.tracks} & {t.track_id for t in demo.tracks}


def test_ids_look_like_those_of_spotify_and_none_comes_twice(demo):
    entities = [len(demo.tracks), len(demo.albums), len(demo.artists), len(demo.playlists)]
    assert len(demo.by_id) == sum(entities)
    assert all(re.fullmatch("[0-9A-Za-z]{22}", entity_id) for entity_id in demo.by_id)


def test_a_playlist_is_mostly_of_its_scene_and_then_of_the_companion(demo):
    own = companion = sibling = everything = 0
    for playlist in demo.playlists:
        scenes = Counter(e.scene for e in playlist.entries if isinstance(e, Track))
        other = next(s for s in GENRE_OF[playlist.scene].scenes if s != playlist.scene)
        own += scenes[playlist.scene]
        companion += scenes[listened_with(playlist.scene)]
        sibling += scenes[other]
        everything += scenes.total()
    assert own / everything > 0.6
    assert 0.1 < companion / everything < 0.3
    assert sibling / everything < 0.08


def test_genres_sound_different_and_the_scenes_of_one_genre_alike(demo):
    def centre(scene: str) -> np.ndarray:
        rows = [
            [t.features[s] for s in SOUNDS] for t in demo.tracks if t.scene == scene and t.features
        ]
        return np.mean(rows, axis=0)

    everything = np.array([[t.features[s] for s in SOUNDS] for t in demo.tracks if t.features])
    spread = everything.std(axis=0)
    within = [
        np.linalg.norm((centre(a) - centre(b)) / spread)
        for genre in GENRE_OF.values()
        for a, b in [genre.scenes]
    ]
    between = [
        np.linalg.norm((centre(scene) - centre(listened_with(scene))) / spread) for scene in SCENES
    ]
    assert max(within) < 1 < min(between)


def test_some_tracks_are_second_versions_of_others(demo):
    versions = [track for track in demo.tracks if track.version_of]
    assert len(versions) > 100
    for track in versions:
        original = demo.by_id[str(track.version_of)]
        assert isinstance(original, Track)
        assert track.name.startswith(original.name)
        assert track.artists == original.artists
        assert track.track_id != original.track_id


def test_some_tracks_are_in_no_playlist_and_some_were_never_analysed(demo):
    assert 150 < len(demo.cold) < 0.25 * len(demo.tracks)
    assert 5 < sum(track.features is None for track in demo.tracks) < 40


def test_every_track_can_be_reached_from_the_library(demo):
    got = {t.album.album_id for _, t in demo.saved} | {a.album_id for _, a in demo.saved_albums}
    for playlist in demo.playlists:
        got |= {e.album.album_id for e in playlist.entries if isinstance(e, Track)}
    assert got == {album.album_id for album in demo.albums}


def test_features_lie_in_the_ranges_of_spotify(demo):
    for track in demo.tracks:
        features = track.features or {}
        for name, value in features.items():
            if name not in ("loudness", "tempo", "key", "time_signature"):
                assert 0 <= value <= 1, (name, value)
        assert -60 < features.get("loudness", -1) < 0 < features.get("tempo", 1) < 250
