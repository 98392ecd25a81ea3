"""Files of a build that cannot be read are made anew, but not for ever."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from apiflask import APIFlask

from api.db import build_files, followed_build
from api.db.builds import EXTENSION
from api.db.followed_build import DamagedFilesError, FollowedBuild
from tests.api.db.test_build_files import answers, follow


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


DAMAGES: dict[str, Callable[[Path], None]] = {
    "a shorter array": lambda folder: cut(folder / "catalogue" / "track.rows.npy"),
    "an empty array": lambda folder: (folder / "index" / "model.vectors.npy").write_bytes(b""),
    "no array": lambda folder: (folder / "index" / "recordings.npy").unlink(),
    "no part": lambda folder: shutil.rmtree(folder / "catalogue"),
    "no list of the parts": lambda folder: cut(folder / "about.json"),
    "no file to lock": lambda folder: (folder / "in-use").unlink(),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=list(DAMAGES))
def test_a_damaged_folder_is_made_anew_once(make_app, api_url, maker, damage):
    first = make_app(api_url)
    expected = answers(first)
    follow(first)
    (folder,) = build_files._folders(build_files.builds_folder())
    damage(folder)
    app = make_app(api_url)
    source = app.extensions[EXTENSION].source = FollowedBuild(app, "")
    with pytest.raises(DamagedFilesError, match="they are made anew"):
        source.refresh()
    assert not folder.exists()
    source.refresh()
    assert maker == [False, False]
    assert answers(app) == expected


def test_files_that_are_damaged_again_are_not_made_for_ever(make_app, api_url, maker, monkeypatch):
    def fail(_app: APIFlask, _folder: Path) -> None:
        raise ValueError("the disk returns other bytes")

    monkeypatch.setattr(followed_build, "open_folder", fail)
    app = make_app(api_url)
    source = app.extensions[EXTENSION].source = FollowedBuild(app, "")
    with pytest.raises(DamagedFilesError, match="they are made anew"):
        source.refresh()
    for _ in range(3):
        with pytest.raises(DamagedFilesError, match=r"other bytes.*check the disk") as error:
            source.refresh()
    assert maker == [False, False]
    source._note(error.value)
    ready = app.test_client().get("/readyz")
    assert (ready.status_code, "check the disk" in ready.json["detail"]) == (503, True)


def test_a_folder_that_another_worker_has_made_anew_stays(project):
    root = build_files.builds_folder()
    (root / "build").mkdir(parents=True)
    (root / "damaged").mkdir()
    build_files.set_aside(root / "build", (root / "damaged").stat().st_ino)
    assert (root / "build").exists()
    build_files.set_aside(root / "build", (root / "build").stat().st_ino)
    assert not (root / "build").exists()
