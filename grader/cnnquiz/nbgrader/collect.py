"""Brings what students handed in into a course of nbgrader, without its exchange."""

from collections.abc import Iterator
from pathlib import Path

from cnnquiz.course.folder import look_into, shown
from cnnquiz.course.intake import find_students
from cnnquiz.course.submission import most_bytes
from cnnquiz.nbgrader.course import ID, is_student_id
from cnnquiz.nbgrader.drive import Done
from cnnquiz.nbgrader.questions import NAME


def collect_from(folder: Path, course: Path, slug: str) -> Iterator[tuple[str, Done]]:
    """Copy an assignment's notebooks to where nbgrader looks; yield whose, and how it went.

    Nothing is unpacked and no link is followed. What is there already of a student is replaced.

    Args:
        folder: holds one folder or archive for each student, by the names in the roster.
        course: the course's folder.
        slug: the exercise's long name, which is the assignment's.

    Raises:
        UsageError: the folder cannot be read, or holds nobody's work.
    """
    wanted = {f"{slug}.ipynb", f"{NAME}.ipynb"}
    for entry in find_students(folder).entries:
        if entry.path.is_symlink():
            yield entry.student, Done(False, ("is a symbolic link, which is not followed",))
            continue
        if not is_student_id(entry.student):
            yield entry.student, Done(False, (f"has a name that is no id; expected {ID}",))
            continue
        # Questions of other assignments lie in those assignments' folders.
        found = look_into(entry.path, wanted.__contains__, lambda name: most_bytes(Path(name)))
        places = [place for place in found.files if place.parent.name in ("", slug)]
        problems = (*entry.problems, *found.problems)
        if not any(place.stem == slug for place in places):
            others = ", ".join(shown(str(name)) for name in found.names if name.suffix == ".ipynb")
            text = f"found {others or 'no notebook'}, expected {slug}.ipynb"
            yield entry.student, Done(False, (*problems, text))
            continue
        home = course / "submitted" / entry.student / slug
        home.mkdir(parents=True, exist_ok=True)
        for place in sorted(places):
            (home / place.name).write_bytes(found.files[place])
        when = max(found.when[place] for place in places)
        (home / "timestamp.txt").write_text(f"{when:%Y-%m-%d %H:%M:%S.%f} UTC\n", encoding="utf-8")
        yield entry.student, Done(True, problems)
