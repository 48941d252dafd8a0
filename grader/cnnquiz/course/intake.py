"""What a class handed in: one folder or archive for each student, whatever they put into it."""

import os
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cnnquiz.course.archive import archive_stem
from cnnquiz.course.folder import is_clutter, look_into, shown
from cnnquiz.course.submission import most_bytes, parse_submission
from cnnquiz.errors import UsageError
from cnnquiz.model.batch import HandedIn

_SUFFIXES = (".py", ".ipynb")  # a .py file goes before a notebook


@dataclass(frozen=True, slots=True)
class Entry:
    """One student's folder or archive, not yet looked into.

    Attributes:
        student: its name, without an archive's suffix; unique in the class.
        path: where it lies.
        problems: what is odd about it from outside.
    """

    student: str
    path: Path
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Class:
    """The students of a folder of submissions.

    Attributes:
        entries: one for each student, in alphabetical order.
        ignored: what lies beside them and belongs to nobody.
    """

    entries: tuple[Entry, ...]
    ignored: tuple[str, ...]


def find_students(folder: Path) -> Class:
    """Return who handed something in.

    Args:
        folder: holds one folder or archive for each student.

    Raises:
        UsageError: it is no folder, may not be read, or holds nobody's work.
    """
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208  # names are all that is needed
    except OSError as error:
        raise UsageError(f"{shown(str(folder))}: {error.strerror}") from error
    by_student: dict[str, list[Path]] = {}
    ignored: list[str] = []
    for name in names:
        path = folder / name
        stem = name if path.is_dir() or path.is_symlink() else archive_stem(name)
        if is_clutter(name):
            continue
        if stem is None:
            ignored.append(shown(name))
        else:
            # Two systems may spell one name in two ways.
            student = unicodedata.normalize("NFC", shown(stem)).strip() or shown(repr(stem))
            by_student.setdefault(student, []).append(path)
    if not by_student:
        expected = "expected one folder or archive (zip, tar) for each student"
        raise UsageError(f"{shown(str(folder))}: found no submission in it, {expected}")
    entries = tuple(_entry(student, paths) for student, paths in sorted(by_student.items()))
    return Class(entries, tuple(ignored))


def _entry(student: str, paths: list[Path]) -> Entry:
    # A folder goes before an archive: it may be that archive, unpacked and corrected by hand.
    first, *others = sorted(paths, key=lambda path: (path.is_symlink(), not path.is_dir()))
    problems = [
        f"{shown(other.name)}: is the same student's as {shown(first.name)}, which is used instead"
        for other in others
    ]
    name = first.name if first.is_dir() else archive_stem(first.name) or first.name
    if unicodedata.normalize("NFC", name) != student:
        problems.append(f"{shown(first.name)}: has an odd name; the student is called {student}")
    return Entry(student, first, tuple(problems))


def read_work(entry: Entry, slugs: Sequence[str]) -> HandedIn:
    """Return what a student handed in. Raises nothing because of it.

    Args:
        entry: the student's folder or archive.
        slugs: the long names of the exercises to look for.
    """
    if entry.path.is_symlink():
        problem = f"{shown(entry.path.name)}: is a symbolic link, which is not followed"
        return HandedIn(entry.student, {}, {}, (*entry.problems, problem))
    found = look_into(entry.path, _is_file_of(slugs), lambda name: most_bytes(Path(name)))
    problems = [*entry.problems, *found.problems]
    chosen: dict[str, PurePosixPath] = {}
    for slug in slugs:
        places = sorted((p for p in found.files if p.stem == slug), key=lambda p: _rank(p, slug))
        if places:
            chosen[slug] = places[0]
            problems += [
                f"{shown(str(other))}: is not used, {shown(str(places[0]))} is"
                for other in places[1:]
            ]
        else:
            problems += _perhaps(slug, found.names)
    if not found.files and not problems:
        archives = [shown(str(place)) for place in found.names if archive_stem(place.name)]
        more = f", but {archives[0]}, which is not unpacked" if archives else ""
        problems.append(f"{shown(entry.path.name)}: holds no file of these exercises{more}")
    return HandedIn(
        entry.student,
        {
            slug: parse_submission(entry.path / place, found.files[place])
            for slug, place in chosen.items()
        },
        {slug: found.when[place] for slug, place in chosen.items()},
        tuple(problems),
    )


def slugs_in(entry: Entry, slugs: Sequence[str]) -> set[str]:
    """Return for which of some exercises a student handed something in, whatever is in it."""
    if entry.path.is_symlink():
        return set()
    found = look_into(entry.path, _is_file_of(slugs), lambda _name: 0)  # as good as unread
    return {place.stem for place in found.files}


def _is_file_of(slugs: Sequence[str]) -> Callable[[str], bool]:
    """Return what says of a name whether it is that of a file for one of some exercises."""
    return {f"{slug}{suffix}" for slug in slugs for suffix in _SUFFIXES}.__contains__


def _rank(place: PurePosixPath, slug: str) -> tuple[int, int, int, str]:
    """Return what sorts the likelier of several files first: where `check` looks first."""
    homes = (PurePosixPath(slug), PurePosixPath(), PurePosixPath("exercises", slug))
    home = homes.index(place.parent) if place.parent in homes else len(homes)
    return (_SUFFIXES.index(place.suffix), home, len(place.parts), str(place))


def _perhaps(slug: str, names: Sequence[PurePosixPath]) -> list[str]:
    """Return a problem if a file may have been meant for an exercise but is not named so."""
    short = slug.partition("_")[0]
    for place in names:
        name = place.name.lower()
        if name.endswith(_SUFFIXES) and (slug in name or name.startswith(short)):
            return [f"{shown(str(place))}: is not used; is it meant to be {slug}{place.suffix}?"]
    return []
