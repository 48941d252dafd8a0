"""A folder is emptied whatever somebody else has left in it."""

import os
from pathlib import Path

import pytest

from cnnquiz import disk

NAME = "d" * 50


@pytest.fixture
def folder(tmp_path) -> Path:
    """A folder to fill."""
    path = tmp_path / "theirs"
    path.mkdir()
    return path


def dig(folder: Path, depth: int) -> None:
    """Make folders in folders, each with a file, further down than any path reaches."""
    below = os.open(folder, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir(NAME, dir_fd=below)
        inner = os.open(NAME, os.O_RDONLY, dir_fd=below)
        os.close(below)
        below = inner
        os.close(os.open("file", os.O_WRONLY | os.O_CREAT, dir_fd=below))
    os.close(below)


def test_tree_deeper_than_a_path_is_long_is_gone(folder):
    dig(folder, 3000)
    disk.empty(folder)
    assert list(folder.iterdir()) == []


def test_folders_that_are_closed_to_everybody_are_gone(folder):
    (folder / "closed" / "inner" / "more").mkdir(parents=True)
    (folder / "closed" / "inner" / "file").touch()
    for path in (folder / "closed" / "inner" / "more", folder / "closed" / "inner"):
        path.chmod(0)
    (folder / "closed").chmod(0)
    disk.delete(folder)
    assert not folder.exists()


def test_names_that_are_taken_get_in_nobodys_way(folder):
    for name in (".1", ".2", "a/.1", "a/.2/.1", "b/.3"):
        (folder / name).mkdir(parents=True)
    (folder / ".4").touch()
    (folder / "a" / "odd\n\x1b[2J name").touch()
    disk.empty(folder)
    assert list(folder.iterdir()) == []


def test_links_are_deleted_and_not_followed(folder, tmp_path):
    kept = tmp_path / "kept"
    kept.mkdir(mode=0o750)
    (kept / "file").touch()
    (folder / "a").mkdir()
    for link in (folder / "link", folder / "a" / "link"):
        link.symlink_to(kept)
    disk.delete(folder)
    assert (kept / "file").exists()
    assert kept.stat().st_mode & 0o777 == 0o750


def test_folder_that_is_not_there_is_no_error(tmp_path):
    disk.delete(tmp_path / "gone")
