"""Files of music with tags."""

from pathlib import Path

import mutagen.flac
import mutagen.id3

STREAM_INFO = b"fLaC\x80\x00\x00\x22" + bytes([0x10, 0, 0x10, 0]) + bytes(6)


def write_flac(path: Path, seconds: int = 320, **tags: str) -> Path:
    """Write a FLAC of silence with tags: the header has the length, and no frame follows."""
    samples = (44_100 << 44 | 1 << 41 | 15 << 36 | seconds * 44_100).to_bytes(8, "big")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(STREAM_INFO + samples + bytes(16))
    audio = mutagen.flac.FLAC(path)
    for name, value in tags.items():
        audio[name] = value
    audio.save()
    return path


def write_mp3(path: Path, title: str, artist: str) -> Path:
    """Write an MP3 that is nothing but its tags."""
    path.parent.mkdir(parents=True, exist_ok=True)
    tags = mutagen.id3.ID3()
    tags.add(mutagen.id3.TIT2(encoding=3, text=title))
    tags.add(mutagen.id3.TPE1(encoding=3, text=artist))
    tags.save(path)
    return path
