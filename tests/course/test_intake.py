"""What a class hands in is read, whatever it is, and what is odd about it is said."""

import gzip
import io
import os
import stat
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest

from cnnquiz.course.intake import find_students, read_work, slugs_in
from cnnquiz.errors import UsageError
from cnnquiz.model.batch import HandedIn
from cnnquiz.model.submission import Submission

SLUG = "ex01_sums"
FILE = f"{SLUG}.py"
CODE = "def add(a, b):\n    return a + b\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a class in which nobody handed in anything yet."""
    made = tmp_path / "class"
    made.mkdir()
    return made


def put(path: Path, text: str = CODE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def put_zip(path: Path, **files: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def put_tar(path: Path, *members: tuple[tarfile.TarInfo, bytes], mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as archive:
        for info, content in members:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def works(folder: Path, *slugs: str) -> dict[str, HandedIn]:
    entries = find_students(folder).entries
    return {entry.student: read_work(entry, slugs or (SLUG,)) for entry in entries}


def only_work(folder: Path) -> HandedIn:
    (work,) = works(folder).values()
    return work


def code_of(work: HandedIn, slug: str = SLUG) -> str:
    found = work.files[slug]
    assert isinstance(found, Submission)
    return "".join(cell.source for cell in found.cells)


def assert_refused(work: HandedIn, *words: str) -> None:
    assert work.files == {}
    assert len(work.problems) == 1
    for word in words:
        assert word in work.problems[0]


# --- honest work ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "place", [FILE, f"{SLUG}/{FILE}", f"exercises/{SLUG}/{FILE}", f"a/b/{FILE}"]
)
def test_file_is_found_in_the_students_folder_or_below(folder, place):
    put(folder / "ann" / place)

    work = only_work(folder)

    assert (work.student, code_of(work), work.problems) == ("ann", CODE, ())
    assert int(work.handed_in[SLUG].timestamp()) == int((folder / "ann" / place).stat().st_mtime)


@pytest.mark.parametrize(
    ("suffix", "mode"), [("tar", "w"), ("tgz", "w:gz"), ("tar.bz2", "w:bz2"), ("tar.xz", "w:xz")]
)
def test_tar_archive_is_read_however_it_is_compressed(folder, suffix, mode):
    put_tar(folder / f"ann.{suffix}", (tarfile.TarInfo(f"ann/{FILE}"), CODE.encode()), mode=mode)

    work = only_work(folder)

    assert (work.student, code_of(work), work.problems) == ("ann", CODE, ())


def test_zip_archive_is_read_and_nothing_is_unpacked(folder):
    put_zip(folder / "ann.zip", **{f"{SLUG}/{FILE}": CODE, "__MACOSX/._" + FILE: b"\0\1"})

    work = only_work(folder)

    assert (work.student, code_of(work), work.problems) == ("ann", CODE, ())
    assert [path.name for path in folder.rglob("*")] == ["ann.zip"]


def test_python_file_goes_before_a_notebook_which_is_mentioned(folder):
    put(folder / "ann" / SLUG / FILE)
    put(folder / "ann" / f"{SLUG}.ipynb", '{"cells": []}')

    work = only_work(folder)

    assert code_of(work) == CODE
    assert work.problems == (f"{SLUG}.ipynb: is not used, {SLUG}/{FILE} is",)


def test_students_are_in_alphabetical_order_and_strangers_ignored(folder):
    for name in ("cy", "ann", "bob"):
        put(folder / name / FILE)
    put(folder / "grades.xlsx")
    put(folder / ".DS_Store")

    found = find_students(folder)

    assert [entry.student for entry in found.entries] == ["ann", "bob", "cy"]
    assert found.ignored == ("grades.xlsx",)


def test_exercises_without_a_file_are_left_out(folder):
    put(folder / "ann" / FILE)
    (entry,) = find_students(folder).entries

    assert slugs_in(entry, ["ex01_sums", "ex02_products"]) == {"ex01_sums"}


def test_exercises_are_found_whatever_their_files_hold_but_not_behind_links(folder):
    put(folder / "ann" / "deep" / "ex01_sums.ipynb", "no JSON")
    put(folder / "ann" / "ex02_products.py", "")
    (folder / "ann" / "ex03_means.py").symlink_to(folder / "ann" / "ex02_products.py")
    (folder / "ann" / "ex04_roots.py").mkdir()
    put_zip(folder / "bob.zip", **{"ex01_sums.py": b"\xff", "../ex02_products.py": CODE})
    (folder / "cy").symlink_to(folder / "ann")
    slugs = ["ex01_sums", "ex02_products", "ex03_means", "ex04_roots"]

    found = {entry.student: slugs_in(entry, slugs) for entry in find_students(folder).entries}

    assert found == {"ann": {"ex01_sums", "ex02_products"}, "bob": {"ex01_sums"}, "cy": set()}
    assert found == {student: set(work.files) for student, work in works(folder, *slugs).items()}


# --- odd work -------------------------------------------------------------------------------------


def test_folder_with_nothing_in_it_is_a_problem(folder):
    (folder / "ann").mkdir()

    assert_refused(only_work(folder), "holds no file of these exercises")


@pytest.mark.parametrize("name", [f"{SLUG} (1).py", "ex01.py", f"ann_{SLUG}.PY", "EX01_Sums.py"])
def test_file_with_nearly_the_right_name_is_pointed_out(folder, name):
    put(folder / "ann" / name)

    assert_refused(only_work(folder), name, f"is it meant to be {SLUG}")


def test_archive_in_a_folder_is_pointed_out(folder):
    put_zip(put(folder / "ann" / "x").with_name("mine.zip"), **{FILE: CODE})

    assert_refused(only_work(folder), "mine.zip, which is not unpacked")


def test_folder_goes_before_an_archive_of_the_same_student(folder):
    put(folder / "ann" / FILE, "right = 1\n")
    put_zip(folder / "ann.zip", **{FILE: CODE})

    work = only_work(folder)

    assert code_of(work) == "right = 1\n"
    assert work.problems == ("ann.zip: is the same student's as ann, which is used instead",)


def test_name_that_is_no_text_becomes_one_that_is(folder):
    put(Path(os.fsdecode(os.fsencode(folder / "b") + b"\xff\x1b[31m")) / FILE)

    work = only_work(folder)

    assert work.student == r"b\xff\x1b[31m"
    assert code_of(work) == CODE
    assert "has an odd name" in work.problems[0]


def test_two_spellings_of_one_name_are_one_student(folder):
    put(folder / "Zo\u00eb" / FILE)
    put(folder / "Zoe\u0308" / FILE)

    work = only_work(folder)

    assert work.student == "Zo\u00eb"
    assert any("is the same student's" in problem for problem in work.problems)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_that_may_not_be_read_is_a_problem(folder):
    put(folder / "ann" / FILE).chmod(0)

    assert_refused(only_work(folder), "cannot be read")


def test_folder_that_is_not_there_or_empty_is_a_usage_error(folder):
    with pytest.raises(UsageError, match="found no submission"):
        find_students(folder)
    with pytest.raises(UsageError, match="No such file"):
        find_students(folder / "elsewhere")


# --- hostile work ---------------------------------------------------------------------------------


def test_links_are_not_followed(folder):
    secret = put(folder.parent / "secret.py", "SECRET = 1\n")
    (folder / "ann").mkdir()
    (folder / "ann" / FILE).symlink_to(secret)
    (folder / "bob").symlink_to(put(folder.parent / "private" / FILE).parent)
    (folder / "cy").mkdir()
    (folder / "cy" / SLUG).symlink_to(folder.parent / "private")

    found = works(folder)

    assert all(work.files == {} for work in found.values())
    assert "symbolic link" in found["ann"].problems[0]
    assert "symbolic link" in found["bob"].problems[0]


def test_pipe_is_not_opened(folder):
    (folder / "ann").mkdir()
    os.mkfifo(folder / "ann" / FILE)

    assert_refused(only_work(folder), "no regular file")


def test_folders_without_end_are_not_followed_to_it(folder):
    put(folder / "ann" / "/".join("d" * 12) / FILE)

    assert_refused(only_work(folder), "lies too deep")


@pytest.mark.parametrize("name", [f"../{FILE}", f"/srv/{FILE}", f"a/../../{FILE}", f"..\\{FILE}"])
def test_name_that_leads_out_of_an_archive_is_not_used(folder, name):
    put_zip(folder / "ann.zip", **{name: CODE})
    put_tar(folder / "bob.tgz", (tarfile.TarInfo(name), CODE.encode()))

    for work in works(folder).values():
        assert_refused(work, "leads out of the archive")
    assert sorted(path.name for path in folder.parent.rglob("*")) == ["ann.zip", "bob.tgz", "class"]


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE]
)
def test_links_and_devices_in_a_tar_archive_are_not_used(folder, kind):
    info = tarfile.TarInfo(FILE)
    info.type, info.linkname = kind, "/etc/passwd"
    put_tar(folder / "ann.tar", (info, b""), mode="w")

    assert only_work(folder).files == {}
    assert len(only_work(folder).problems) == 1


def test_link_in_a_zip_archive_is_not_used(folder):
    info = zipfile.ZipInfo(FILE)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(folder / "ann.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")

    assert_refused(only_work(folder), "symbolic link")


def test_zip_bomb_is_not_read(folder):
    put_zip(folder / "ann.zip", **{FILE: b"#" * (64 << 20)})

    assert_refused(only_work(folder), "as bombs do")


def test_zip_that_lies_about_a_size_is_read_no_further_than_allowed(folder):
    path = put_zip(folder / "ann.zip", **{FILE: b"#" * (64 << 20)})
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02") + 24  # the unpacked size in the table of contents
    data[at : at + 4] = struct.pack("<L", 10)
    path.write_bytes(data)

    work = only_work(folder)

    assert not any(isinstance(found, Submission) for found in work.files.values())


def test_tar_bomb_is_not_read_to_its_end(folder):
    info = tarfile.TarInfo("filler")
    put_tar(folder / "ann.tgz", (info, bytes(64 << 20)), (tarfile.TarInfo(FILE), CODE.encode()))

    assert_refused(only_work(folder), "as bombs do")


def test_name_as_long_as_a_bomb_is_not_read(folder):
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.GNUTYPE_LONGNAME, 1 << 33
    with gzip.open(folder / "ann.tgz", "wb") as file:
        file.write(header.tobuf(tarfile.GNU_FORMAT) + bytes(32 << 20))

    assert only_work(folder).files == {}
    assert len(only_work(folder).problems) == 1


def test_archive_of_too_many_entries_is_read_no_further(folder):
    names = {f"f{number}": "" for number in range(10_001)}
    put_zip(folder / "ann.zip", **names, **{FILE: CODE})

    work = only_work(folder)

    assert work.files == {}
    assert any("more than 10000" in problem for problem in work.problems)


def test_member_that_is_there_twice_is_used_once(folder):
    first, second = tarfile.TarInfo(FILE), tarfile.TarInfo(FILE)
    put_tar(folder / "ann.tar", (first, CODE.encode()), (second, b"x = 1\n"), mode="w")

    work = only_work(folder)

    assert code_of(work) == CODE
    assert "more than once" in work.problems[0]


def test_encrypted_member_is_a_problem(folder):
    path = put_zip(folder / "ann.zip", **{FILE: CODE})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)

    assert_refused(only_work(folder), "encrypted")


@pytest.mark.parametrize("name", ["ann.zip", "ann.tgz", "ann.tar"])
@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\0", b"hello" * 300]
)
def test_archive_that_is_none_is_a_problem(folder, name, content):
    (folder / name).write_bytes(content)

    assert_refused(only_work(folder), "cannot be read")


def test_archive_damaged_anywhere_costs_no_more_than_itself(folder):
    whole = put_zip(folder / "ann.zip", **{FILE: CODE}).read_bytes()
    packed = put_tar(folder / "bob.tgz", (tarfile.TarInfo(FILE), CODE.encode())).read_bytes()
    for name, data in (("ann.zip", whole), ("bob.tgz", packed)):
        for at in range(len(data)):
            broken = bytearray(data)
            broken[at] ^= 0xFF
            (folder / name).write_bytes(broken)
            (entry,) = [e for e in find_students(folder).entries if e.path.name == name]

            work = read_work(entry, [SLUG])

            assert work.problems or code_of(work) == CODE
