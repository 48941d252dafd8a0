"""Makes a course of nbgrader: configuration, gradebook, roster."""

import csv
import io
import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cnnquiz.errors import CourseError, Problem, UsageError

CONFIG = "nbgrader_config.py"
_COLUMNS = ("id", "first_name", "last_name", "email", "lms_user_id")
_FOLDERS = ("source", "release", "submitted", "autograded", "feedback")
# nbgrader makes folders of ids, and looks for them by patterns.
_ID = re.compile(r"[\w@+-][\w@.+ -]*")
ID = "letters, digits, @ _ . + and -, no dot in front"
_COURSE_ID = re.compile(r"[\w.-]+")
_TEXT = '''\
"""Configuration of nbgrader, written by `cnnquiz nbgrader init`. Change what you like, but
leave the two lists of preprocessors as they are: they keep students' code out of any kernel."""

import os
import sys

c = get_config()
c.CourseDirectory.course_id = {course_id!r}
c.CourseDirectory.root = os.path.dirname(os.path.abspath(__file__))
{exchange}
# Stubs end as those of the course do.
c.ClearSolutions.code_stub = {{"python": "raise NotImplementedError"}}

# nbgrader's own Execute would run students' cells in a kernel, with your rights and beside the
# judge. Judge takes its place: it runs them in a confined process and fills in the test cells.
# Restore puts back what somebody changed or deleted, and Unjudged leaves to you what could not
# be judged.
c.Autograde.sanitize_preprocessors = [
    "cnnquiz.nbgrader.preprocessors.Restore",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    "cnnquiz.nbgrader.preprocessors.Judge",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "cnnquiz.nbgrader.preprocessors.Unjudged",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# nbgrader starts alembic by its name.
os.environ["PATH"] = os.path.dirname(sys.executable) + os.pathsep + os.environ.get("PATH", "")
'''


@dataclass(frozen=True, slots=True)
class Person:
    """A student of the roster, as nbgrader's gradebook has them."""

    id: str
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    lms_user_id: str | None = None


def make_course(
    folder: Path, course_id: str | None, exchange: Path | None, people: Iterator[Person] | None
) -> int:
    """Make a course, and return how many students its gradebook has been told of.

    In a course that is there already, the configuration stays, and students are added or updated.

    Args:
        folder: where; made if need be.
        course_id: nbgrader's name for it; by default the folder's.
        exchange: the folder by which files come and go; by default nbgrader's own.
        people: who takes part, or None.

    Raises:
        UsageError: the folder cannot be written to, or its name is no course's.
        CourseError: the roster is wrong; nothing has been written.
    """
    roster = list(people or ())
    name = course_id or folder.resolve().name
    if not _COURSE_ID.fullmatch(name):
        raise UsageError(
            f"found {name!r} for the course's id, expected letters, digits, _ . and -; "
            "give another with --course-id"
        )
    try:
        for sub in _FOLDERS:
            (folder / sub).mkdir(parents=True, exist_ok=True)
        config = folder / CONFIG
        if not config.exists():
            config.write_text(_config(name, exchange), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{error.filename}: {error.strerror}") from error
    _fill_gradebook(folder, name, roster)
    return len(roster)


def require_course(folder: Path) -> None:
    """Make sure that a folder is a course that `make_course` made.

    Raises:
        UsageError: it is none.
    """
    if not (folder / CONFIG).is_file():
        raise UsageError(
            f"found no {CONFIG} in {folder}; give the course's folder with --course, "
            "or make one: cnnquiz nbgrader init COURSE_DIR"
        )


def _config(course_id: str, exchange: Path | None) -> str:
    line = "" if exchange is None else f"c.Exchange.root = {str(exchange.resolve())!r}\n"
    return _TEXT.format(course_id=course_id, exchange=line)


def alembic_on_path() -> None:
    """See to it that nbgrader finds alembic, which it starts by its name."""
    own = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", "")
    if own not in path.split(os.pathsep):
        os.environ["PATH"] = f"{own}{os.pathsep}{path}"


def _fill_gradebook(folder: Path, course_id: str, roster: list[Person]) -> None:
    from nbgrader.api import Gradebook  # noqa: PLC0415  # a second

    alembic_on_path()
    url = f"sqlite:///{(folder / 'gradebook.db').resolve()}"
    with Gradebook(url, course_id) as book:
        for person in roster:
            known = {column: getattr(person, column) for column in _COLUMNS[1:]}
            book.update_or_create_student(person.id, **known)


# --- roster -------------------------------------------------------------------------------------


def read_roster(path: Path) -> Iterator[Person]:
    """Yield the students of a CSV file.

    Args:
        path: with the columns id, and perhaps first_name, last_name, email and lms_user_id.

    Raises:
        UsageError: it cannot be read.
        CourseError: rows are wrong; carries a problem for each.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise CourseError(
            [Problem(f"{path}:{line}", "", "found text that is not UTF-8")]
        ) from error
    rows = _rows(path, text)
    names = [name.strip().lower().replace(" ", "_") for name in rows[0][1]]
    if problems := [*_wrong_header(path, names)]:
        raise CourseError(problems)
    people: dict[str, Person] = {}
    where: dict[str, int] = {}
    for line, row in rows[1:]:
        if not any(cell.strip() for cell in row):
            continue
        found = _person(names, row)
        if isinstance(found, str):
            problems.append(Problem(f"{path}:{line}", "", found))
        elif found.id in people:
            text = f"found {found.id!r} again, who is on line {where[found.id]} already"
            problems.append(Problem(f"{path}:{line}", "id", text))
        else:
            people[found.id], where[found.id] = found, line
    if problems:
        raise CourseError(problems)
    yield from people.values()


def _rows(path: Path, text: str) -> list[tuple[int, list[str]]]:
    """Return the rows of a CSV file, with the lines on which they end."""
    reader = csv.reader(io.StringIO(text, newline=""), skipinitialspace=True)
    try:
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise CourseError([Problem(f"{path}:{reader.line_num}", "", str(error))]) from error
    if not rows:
        raise CourseError([Problem(str(path), "", "is empty, expected a row of column names")])
    return rows


def _wrong_header(path: Path, names: list[str]) -> Iterator[Problem]:
    if "id" not in names:
        shown = ", ".join(names)
        text = (
            f"found the columns {shown}; expected one called id, besides {', '.join(_COLUMNS[1:])}"
        )
        yield Problem(f"{path}:1", "", text)
    for name in dict.fromkeys(names):
        if name in _COLUMNS and names.count(name) > 1:
            yield Problem(f"{path}:1", name, "there are two columns of that name")


def is_student_id(text: str) -> bool:
    """Return whether nbgrader can make a folder of an id, and find it again by a pattern."""
    return _ID.fullmatch(text) is not None


def _person(names: list[str], row: list[str]) -> Person | str:
    """Return the student of a row, or what is wrong with it."""
    if len(row) != len(names):
        return f"found {len(row)} cells, expected {len(names)}, as in the first line"
    cells: Mapping[str, str] = dict(zip(names, (cell.strip() for cell in row), strict=True))
    if not cells["id"]:
        return "found no id; it is the name under which the student hands in"
    if not is_student_id(cells["id"]):
        return f"found the id {cells['id']!r}, expected {ID}"
    return Person(cells["id"], *(cells.get(name) or None for name in _COLUMNS[1:]))
