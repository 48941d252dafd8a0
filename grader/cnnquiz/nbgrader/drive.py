"""Drives nbgrader itself: generate, release, collect, autograde, feedback."""

import contextlib
import logging
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cnnquiz.course.folder import shown
from cnnquiz.errors import CnnquizError, UsageError
from cnnquiz.nbgrader.course import CONFIG, alembic_on_path, require_course

_LINE = re.compile(r"^\[(?P<level>WARNING|ERROR|CRITICAL|FATAL)\] (?P<text>.*)$")
# Of its warnings, what is no news: it is told to do these things.
_NO_NEWS = ("Removing existing", "Creating exchange directory", "No response", "Updating existing")


class NbgraderError(CnnquizError):
    """nbgrader could not do what it was asked to."""


@dataclass(frozen=True, slots=True)
class Done:
    """How one step of nbgrader ended.

    Attributes:
        success: whether it succeeded.
        notes: what it has to say: its errors and warnings, each on one line.
        incomplete: whether something could not be judged, though the step succeeded.
    """

    success: bool
    notes: tuple[str, ...]
    incomplete: bool = False


class Course:
    """A course of nbgrader, and what can be done with it."""

    def __init__(self, folder: Path) -> None:
        """Read its configuration.

        Raises:
            UsageError: the folder is no course.
            NbgraderError: its configuration cannot be used.
        """
        require_course(folder)
        alembic_on_path()
        self.folder = folder.resolve()
        with quiet():
            from nbgrader.apps import NbGraderAPI  # noqa: PLC0415  # seconds
            from traitlets.config.loader import PyFileConfigLoader  # noqa: PLC0415  # likewise

            try:
                config = PyFileConfigLoader(CONFIG, path=str(self.folder)).load_config()
                self.api: Any = NbGraderAPI(config=config)
            # A configuration is a program, and may raise anything.
            except Exception as error:
                where = folder / CONFIG
                raise NbgraderError(f"{where}: {type(error).__name__}: {error}") from error

    @property
    def course_directory(self) -> Any:
        """Nbgrader's own view of the course's folders."""
        return self.api.coursedir

    def submitted(self, assignment: str) -> list[str]:
        """Return who has handed in an assignment, in alphabetical order."""
        return sorted(self.api.get_submitted_students(assignment))

    def autograded(self, assignment: str) -> list[str]:
        """Return whose work has been autograded, in alphabetical order."""
        return sorted(self.api.get_autograded_students(assignment))

    def require_source(self, assignment: str) -> None:
        """Make sure that an assignment has been built.

        Raises:
            UsageError: it has not.
        """
        if not (self.folder / "source" / assignment).is_dir():
            short = assignment.partition("_")[0]
            raise UsageError(
                f"there is no assignment {assignment} yet; run: cnnquiz nbgrader build {short}"
            )

    def generate(self, assignment: str) -> Done:
        """Make what students receive, in `release/`, and tell the gradebook of it."""
        return _done(self._quietly("generate_assignment", assignment, force=True))

    def release(self, assignment: str, *, force: bool = False) -> Done:
        """Put an assignment into the exchange; `force` replaces what is there."""
        self.api.config.ExchangeReleaseAssignment.force = force
        done = _done(self._quietly("release_assignment", assignment))
        if done.success or not any("--force" in note for note in done.notes):
            return done
        return Done(False, ("is in the exchange already; --force replaces it there",))

    def collect(self, assignment: str) -> Done:
        """Fetch from the exchange what students handed in."""
        return _done(self._quietly("collect", assignment, update=True))

    def links(self, assignment: str, student: str) -> Done | None:
        """Return why a submission is not graded if there is a symbolic link in it.

        nbgrader would follow it, and put into autograded notebooks and feedback what it leads to:
        any file that is the instructor's.
        """
        directory = self.course_directory
        folder = directory.format_path(directory.submitted_directory, student, assignment)
        found = [
            path.name for path in (Path(folder), *Path(folder).rglob("*")) if path.is_symlink()
        ]
        if not found:
            return None
        return Done(False, (f"{shown(found[0])}: is a symbolic link, which is not followed",))

    def autograde(self, assignment: str, student: str) -> Done:
        """Have nbgrader grade one submission."""
        if linked := self.links(assignment, student):
            return linked
        return _done(self._quietly("autograde", assignment, student, force=True))

    def feedback(self, assignment: str, student: str) -> Done:
        """Write a student's feedback, in `feedback/`."""
        return _done(self._quietly("generate_feedback", assignment, student, force=True))

    def release_feedback(self, assignment: str) -> Done:
        """Put everybody's feedback into the exchange."""
        return _done(self._quietly("release_feedback", assignment))

    def _quietly(self, action: str, *args: Any, **more: Any) -> Mapping[str, Any]:
        with quiet():
            result = getattr(self.api, action)(*args, **more)
        if result is None:
            raise NbgraderError("nbgrader's exchange does not work on Windows")
        return dict(result)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep nbgrader's log off the terminal; what matters of it comes back as notes."""
    import warnings  # noqa: PLC0415  # only here

    # jsonschema builds grammars of it for two seconds, to check a format that no notebook has.
    spared = {"rfc3987_syntax": None} if "jsonschema" not in sys.modules else {}
    handler = logging.NullHandler()
    logger = logging.getLogger("traitlets")
    before = logger.handlers, logger.propagate
    logger.handlers, logger.propagate = [handler], False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its own libraries' concern
            sys.modules.update(spared)  # type: ignore[arg-type]  # None: not to be imported
            yield
    finally:
        for name in spared:
            sys.modules.pop(name, None)
        logger.handlers, logger.propagate = before


def _done(result: Mapping[str, Any]) -> Done:
    lines = str(result.get("log") or "").splitlines()
    found = [match for line in lines if (match := _LINE.match(line))]
    notes = [
        match["text"]
        for match in found
        if not match["text"].startswith(("Traceback", *_NO_NEWS)) and match["text"]
    ]
    success = bool(result["success"])
    if not success and (error := str(result.get("error") or "").strip()):
        last = error.rpartition("\n")[2].partition(": ")[2]
        notes = [last, *notes] if last else notes
    errors = any(match["level"] != "WARNING" for match in found)
    return Done(success, tuple(dict.fromkeys(notes)), incomplete=success and errors)
