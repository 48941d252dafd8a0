import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cnnquiz.errors import WorkspaceError
from cnnquiz.model.course import Exercise, Function, Tools
from cnnquiz.progress.workspace import find_workspace, reset_file, write_workspace

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
SLUG = "ex01_sums"


@pytest.fixture
def exercise(tmp_path):
    folder = tmp_path / "course" / SLUG
    (folder / "__pycache__").mkdir(parents=True)
    (folder / "__pycache__" / "ex01_sums.pyc").write_bytes(b"compiled")
    (folder / "exercise.yaml").write_text("format: 1\n")
    (folder / "ex01_sums.py").write_text("stub\n")
    (folder / "README.md").write_text("lesson\n")
    (folder / "pictures").mkdir()
    (folder / "pictures" / "row.svg").write_text("<svg/>")
    return Exercise(
        folder, "Sums", 10, Tools.NUMPY, ("sums",), (Function("add", "a + b"),), ("Think.",)
    )


@pytest.fixture
def workspace(tmp_path):
    return tmp_path / "mine"


def names(places: tuple[Path, ...]) -> list[str]:
    return [place.as_posix() for place in places]


def test_every_file_for_students_is_copied_and_none_for_authors(exercise, workspace):
    copied = write_workspace([exercise], workspace)

    assert names(copied.written) == [
        "ex01_sums/README.md",
        "ex01_sums/ex01_sums.py",
        "ex01_sums/pictures/row.svg",
    ]
    there = sorted(p.relative_to(workspace).as_posix() for p in workspace.glob("ex*/**/*.*"))
    assert there == names(copied.written)
    assert (workspace / SLUG / "ex01_sums.py").read_text() == "stub\n"


def test_second_copy_finds_everything_up_to_date(exercise, workspace):
    first = write_workspace([exercise], workspace)
    second = write_workspace([exercise], workspace)

    assert (second.written, second.kept, second.up_to_date) == ((), (), first.written)


def test_changed_file_is_kept_even_when_the_course_has_a_newer_one(exercise, workspace):
    write_workspace([exercise], workspace)
    mine = workspace / SLUG / "ex01_sums.py"
    mine.write_text("my work\n")
    exercise.stub.write_text("newer stub\n")

    for _ in range(2):  # and the next time as well
        copied = write_workspace([exercise], workspace)
        assert names(copied.kept) == ["ex01_sums/ex01_sums.py"]
        assert mine.read_text() == "my work\n"


def test_unchanged_file_follows_the_course(exercise, workspace):
    write_workspace([exercise], workspace)
    exercise.stub.write_text("newer stub\n")

    copied = write_workspace([exercise], workspace)

    assert names(copied.written) == ["ex01_sums/ex01_sums.py"]
    assert (workspace / SLUG / "ex01_sums.py").read_text() == "newer stub\n"


def test_file_that_was_there_before_the_first_copy_is_kept(exercise, workspace):
    mine = workspace / SLUG / "ex01_sums.py"
    mine.parent.mkdir(parents=True)
    mine.write_text("my work\n")

    copied = write_workspace([exercise], workspace)

    assert names(copied.kept) == ["ex01_sums/ex01_sums.py"]
    assert mine.read_text() == "my work\n"


def test_folder_in_the_place_of_a_file_is_kept(exercise, workspace):
    (workspace / SLUG / "README.md").mkdir(parents=True)

    assert names(write_workspace([exercise], workspace).kept) == ["ex01_sums/README.md"]


def test_removed_file_is_written_again(exercise, workspace):
    write_workspace([exercise], workspace)
    (workspace / SLUG / "README.md").unlink()

    assert names(write_workspace([exercise], workspace).written) == ["ex01_sums/README.md"]


@pytest.mark.parametrize("record", ["{", "[]", '{"format": 2, "files": {}}'])
def test_without_a_record_that_can_be_read_every_file_that_differs_is_kept(
    exercise, workspace, record
):
    write_workspace([exercise], workspace)
    (workspace / ".cnnquiz" / "written.json").write_text(record)
    exercise.stub.write_text("newer stub\n")

    copied = write_workspace([exercise], workspace)

    assert names(copied.kept) == ["ex01_sums/ex01_sums.py"]


def test_interrupted_copy_remembers_what_it_wrote(exercise, workspace, monkeypatch):
    read = Path.read_bytes

    def interrupted(path: Path) -> bytes:
        if path.name == "row.svg":
            raise KeyboardInterrupt
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_workspace([exercise], workspace)
    monkeypatch.undo()
    exercise.stub.write_text("newer stub\n")

    copied = write_workspace([exercise], workspace)

    assert copied.kept == ()


def test_folder_that_cannot_be_made_is_an_error_that_names_it(exercise, workspace):
    workspace.write_text("a file")

    with pytest.raises(WorkspaceError, match=r"mine.*: (Not a directory|File exists)"):
        write_workspace([exercise], workspace)


def test_workspace_is_the_nearest_folder_upwards_that_was_started(exercise, workspace):
    write_workspace([exercise], workspace)

    assert find_workspace(workspace / SLUG / "pictures") == workspace
    assert find_workspace(workspace) == workspace
    assert find_workspace(Path("/no/such/folder")) == Path("/no/such/folder")


def test_reset_keeps_a_copy_named_after_the_time(exercise, workspace):
    write_workspace([exercise], workspace)
    mine = workspace / SLUG / "ex01_sums.py"
    mine.write_bytes(b"my \xff work")

    backup = reset_file(mine, exercise.stub, workspace, NOW)

    assert backup == mine.with_name("ex01_sums.py.20260304T050607Z.bak")
    assert backup.read_bytes() == b"my \xff work"
    assert mine.read_text() == "stub\n"


def test_reset_twice_in_a_second_keeps_both_copies(exercise, workspace):
    mine = workspace / SLUG / "ex01_sums.py"
    mine.parent.mkdir(parents=True)
    kept = []
    for work in ("one", "two"):
        mine.write_text(work)
        kept.append(reset_file(mine, exercise.stub, workspace, NOW))

    assert [backup.read_text() for backup in kept] == ["one", "two"]


def test_reset_of_the_stub_or_of_nothing_keeps_no_copy(exercise, workspace):
    mine = workspace / SLUG / "ex01_sums.py"

    assert reset_file(mine, exercise.stub, workspace, NOW) is None
    assert mine.read_text() == "stub\n"
    assert reset_file(mine, exercise.stub, workspace, NOW) is None
    assert list(mine.parent.glob("*.bak")) == []


def test_file_that_was_reset_follows_the_course_again(exercise, workspace):
    write_workspace([exercise], workspace)
    mine = workspace / SLUG / "ex01_sums.py"
    mine.write_text("my work\n")
    exercise.stub.write_text("newer stub\n")
    reset_file(mine, exercise.stub, workspace, NOW)
    exercise.stub.write_text("newest stub\n")

    write_workspace([exercise], workspace)

    assert mine.read_text() == "newest stub\n"


def test_record_is_format_1(exercise, workspace):
    write_workspace([exercise], workspace)

    record = json.loads((workspace / ".cnnquiz" / "written.json").read_text())
    assert record["format"] == 1
    assert sorted(record["files"]) == [
        "ex01_sums/README.md",
        "ex01_sums/ex01_sums.py",
        "ex01_sums/pictures/row.svg",
    ]
