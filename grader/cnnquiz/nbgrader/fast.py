"""The fast way to autograde: all submissions in `cnnquiz grade`'s pool, then into the gradebook.

It writes what nbgrader's own autograde writes with our preprocessors, cell by cell: the same
restored notebooks, the same verdicts, scores by nbgrader's own rule.
"""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.preprocessors import AssignLatePenalties

from cnnquiz import wiring
from cnnquiz.course.load import exercise_slugs, load_exercise
from cnnquiz.course.submission import read_submission
from cnnquiz.errors import SandboxError, UsageError
from cnnquiz.grading.batch import Graders, grade_batch
from cnnquiz.model.batch import HandedIn
from cnnquiz.model.course import Exercise
from cnnquiz.model.report import Confinement, ExerciseReport
from cnnquiz.nbgrader import nodes
from cnnquiz.nbgrader.drive import Course, Done, quiet
from cnnquiz.nbgrader.restore import Original, originals, restore
from cnnquiz.nbgrader.verdicts import Submitted, Verdicts, of_exercise, of_questions
from nbgrader import utils


class FastGrading:
    """Grades the submissions of one assignment."""

    def __init__(self, course: Course, assignment: str, *, unsafe_local: bool = False) -> None:
        """Read what the gradebook knows of the assignment.

        Raises:
            UsageError: it knows nothing of it: it has not been released.
        """
        self._course = course
        self._folders = course.course_directory
        self._assignment = assignment
        self._confined = not unsafe_local
        with self._gradebook() as book:
            rows = [one for one in book.assignments if one.name == assignment]
            if not rows:
                short = assignment.partition("_")[0]
                raise UsageError(
                    f"the gradebook knows no assignment {assignment}; "
                    f"run: cnnquiz nbgrader release {short}"
                )
            self._known: dict[str, Mapping[str, Original]] = {}
            self._kernels: dict[str, Any] = {}
            self._names: dict[str, str] = {}
            for notebook in sorted(rows[0].notebooks, key=lambda one: one.name):
                self._known[notebook.name] = originals(notebook)
                self._kernels[notebook.name] = json.loads(notebook.kernelspec or "{}")
                cells = (*notebook.grade_cells, *notebook.solution_cells)
                self._names |= {cell.id: cell.name for cell in cells}

    def grade(self, students: Sequence[str], graders: Graders) -> Iterator[tuple[str, Done]]:
        """Yield students and how it ended, as their grades come into the gradebook.

        Args:
            students: whose submissions.
            graders: whoever judges the exercises; questions need nobody.

        Raises:
            SandboxError: students' code is not held well enough.
        """
        exercises = self._exercises()
        key = wiring.result_key(exercises, version("cnnquiz"), 0)
        works = (self._handed_in(student, exercises) for student in students)
        waiting: dict[str, dict[str, ExerciseReport]] = {}
        notes: dict[str, list[str]] = {}
        with self._gradebook() as book:
            book.db().expire_on_commit = False  # nobody else writes these rows meanwhile
            if not exercises:
                yield from ((student, self._written(book, student, {})) for student in students)
                return
            for graded in grade_batch(
                works, exercises, graders=graders, key=key, is_known=lambda _key: False
            ):
                student, answer = graded.work.student, graded.answer
                assert answer is not None, "no result is known beforehand"  # noqa: S101
                if self._confined and answer.report.confinement is Confinement.PROCESS:
                    text = "students' code would be held by nothing but its own process"
                    raise SandboxError(f"{text}; if you trust all of it, say --unsafe-local")
                notes.setdefault(student, []).extend(answer.problems)
                waiting.setdefault(student, {})[graded.exercise.slug] = answer.report
                if len(waiting[student]) == len(exercises):
                    done = self._written(book, student, waiting.pop(student))
                    yield student, replace(done, notes=(*done.notes, *notes.pop(student)))

    def _exercises(self) -> list[Exercise]:
        folder = wiring.exercises_folder()
        return [load_exercise(folder, one) for one in exercise_slugs(folder) if one in self._known]

    def _handed_in(self, student: str, exercises: Sequence[Exercise]) -> HandedIn:
        files = {
            exercise.slug: read_submission(path)
            for exercise in exercises
            if (path := self._path("submitted", student, exercise.slug)).is_file()
        }
        return HandedIn(student, files, {})

    # --- one student ----------------------------------------------------------------------------

    def _written(self, book: Any, student: str, reports: Mapping[str, ExerciseReport]) -> Done:
        with quiet():
            return self._write(book, student, reports)

    def _write(self, book: Any, student: str, reports: Mapping[str, ExerciseReport]) -> Done:
        if linked := self._course.links(self._assignment, student):
            return linked
        notes: list[str] = []
        incomplete = False
        book.update_or_create_student(student)
        source = self._folder("submitted", student)
        times = {"timestamp": when} if (when := self._timestamp(source)) else {}
        book.update_or_create_submission(self._assignment, student, **times)
        folder = self._folder("autograded", student)
        if folder.exists():
            utils.rmtree(str(folder))
        present = [name for name in self._known if self._path("submitted", student, name).is_file()]
        if not present:
            found = sorted(path.name for path in source.glob("*.ipynb"))
            return Done(False, (_nothing_to_grade(found, list(self._known)),))
        submission = book.find_submission(self._assignment, student)
        rows = {one.name: one for one in submission.notebooks}
        for name in self._known.keys() - set(present):
            notes.append(f"{name}.ipynb is missing, which is no points")
            for grade in rows[name].grades:
                grade.auto_score, grade.needs_manual_grade = 0.0, False
        folder.mkdir(parents=True)
        self._copy_others(source, folder)
        try:
            for name in present:
                verdicts = self._verdicts(student, name, reports.get(name))
                incomplete |= bool(verdicts.problems)
                odd = self._notebook(rows[name], student, name, verdicts)
                notes += [f"{name}: {note}" for note in (*odd, *verdicts.problems)]
        # Whatever is odd about a student's notebook; the others are graded all the same.
        except Exception as error:  # noqa: BLE001
            book.db.rollback()
            utils.rmtree(str(folder))
            return Done(False, (*notes, f"{name}.ipynb cannot be read: {_in_short(error)}"))
        book.db.commit()
        self._assign_late_penalties(book, submission)
        for path in folder.rglob("*"):
            if path.is_file():
                path.chmod(0o664 if self._folders.groupshared else 0o444)
        return Done(True, tuple(notes), incomplete)

    def _notebook(self, row: Any, student: str, name: str, found: Verdicts) -> list[str]:
        """Write one notebook, and its scores into the gradebook's row; return what was odd."""
        path = self._path("submitted", student, name)
        document = nodes.read(path)
        cells, notes = restore(document.cells, self._known[name])
        document.cells = [nodes.node(cell) for cell in cells]
        document.metadata["kernelspec"] = nodes.node(self._kernels[name])
        # By their cells' ids: asking each for its name would be a query for each.
        grades = {self._names[grade.cell_id]: grade for grade in row.grades}
        comments = {self._names[comment.cell_id]: comment for comment in row.comments}
        for cell in document.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
            meta = cell.metadata.get("nbgrader")
            if meta is None:
                continue
            if meta.grade_id in found.judged:
                found.judged[meta.grade_id].fill(cell)
            if meta.grade:
                _score(grades[meta.grade_id], cell, known=meta.grade_id not in found.not_judged)
            if meta.solution:
                same = meta.checksum == utils.compute_checksum(cell)
                comments[meta.grade_id].auto_comment = "No response." if same else None
        target = self._path("autograded", student, name)
        target.write_text(nodes.text(document), encoding="utf-8")
        return notes

    def _verdicts(self, student: str, name: str, report: ExerciseReport | None) -> Verdicts:
        worth = {
            one.name: one.points for one in self._known[name].values() if one.points is not None
        }
        if report is not None:
            return of_exercise(report, worth)
        return of_questions(Submitted(name, student, self._path("submitted", student, name)), worth)

    def _assign_late_penalties(self, book: Any, submission: Any) -> None:
        late = submission.total_seconds_late
        policy = AssignLatePenalties(parent=self._course.api)
        policy.init_plugin()
        for notebook in submission.notebooks:
            penalty = None
            if late > 0:
                book.db.refresh(notebook)  # its score is worked out by the database
                penalty = policy.plugin_inst.late_submission_penalty(
                    submission.student.id, notebook.score, late
                )
            if penalty is not None:
                penalty = min(max(penalty, 0), notebook.score)
            notebook.late_submission_penalty = penalty
        book.db.commit()

    def _copy_others(self, source: Path, folder: Path) -> None:
        """Copy what is no notebook, as nbgrader does; what the course gave goes over it."""
        for home in (source, self._folder("source", ".")):
            for name in utils.find_all_files(str(home), [*self._folders.ignore, "*.ipynb"]):
                place = Path(name).relative_to(home)
                (folder / place).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(name, folder / place)

    # --- places ---------------------------------------------------------------------------------

    def _folder(self, step: str, student: str) -> Path:
        name = getattr(self._folders, f"{step}_directory")
        return Path(self._folders.format_path(name, student, self._assignment))

    def _path(self, step: str, student: str, notebook: str) -> Path:
        return self._folder(step, student) / f"{notebook}.ipynb"

    def _timestamp(self, folder: Path) -> datetime | None:
        found: datetime | None = self._folders.get_existing_timestamp(str(folder))
        return found

    def _gradebook(self) -> Any:
        return Gradebook(self._folders.db_url, self._folders.course_id)


def _score(grade: Any, cell: Any, *, known: bool) -> None:
    """Give a cell's points by nbgrader's own rule; none that are not known."""
    grade.auto_score = utils.determine_grade(cell)[0] if known else None
    by_hand = grade.auto_score is None or grade.manual_score is not None
    grade.needs_manual_grade = by_hand


def _nothing_to_grade(found: Sequence[str], expected: Sequence[str]) -> str:
    wanted = " or ".join(f"{name}.ipynb" for name in expected)
    names = ", ".join(found) or "no notebook"
    return f"found {names}, expected {wanted}; rename it, and autograde again"


def _in_short(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".split("\n")[0][:200]
