"""Files are written whole, and folders are emptied whatever somebody else has left in them."""

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


def test_file_has_its_old_content_until_the_new_is_whole(tmp_path):
    file = tmp_path / "file"
    file.write_text("old")
    with disk.replacing(file) as new:
        new.write(b"new")
        new.flush()
        assert file.read_text() == "old"
    assert file.read_text() == "new"


def test_file_stays_as_it_was_when_the_new_one_is_not_finished(tmp_path):
    file = tmp_path / "file"
    file.write_text("old")

    def interrupted() -> None:
        with disk.replacing(file) as new:
            new.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("file", "old")]


def test_link_in_a_files_place_is_replaced_and_not_followed(tmp_path):
    kept = tmp_path / "kept"
    kept.write_text("mine")
    (tmp_path / "file").symlink_to(kept)
    disk.write_whole(tmp_path / "file", b"new")
    assert (kept.read_text(), (tmp_path / "file").read_text()) == ("mine", "new")


def test_folder_in_a_files_place_stays(tmp_path):
    (tmp_path / "file").mkdir()
    with pytest.raises(OSError, match="file"):
        disk.write_whole(tmp_path / "file", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_folders_of_a_file_are_made(tmp_path):
    disk.write_whole(tmp_path / "a" / "b" / "file", b"new")
    assert (tmp_path / "a" / "b" / "file").read_bytes() == b"new"


@pytest.mark.skipif(os.name == "nt", reason="permissions of Unix")
@pytest.mark.parametrize(("mode", "found"), [(0o666, 0o640), (0o600, 0o600)])
def test_others_may_read_a_file_as_the_umask_has_it_unless_it_is_secret(tmp_path, mode, found):
    before = os.umask(0o027)
    try:
        disk.write_whole(tmp_path / "file", b"new", mode)
    finally:
        os.umask(before)
    assert (tmp_path / "file").stat().st_mode & 0o777 == found
