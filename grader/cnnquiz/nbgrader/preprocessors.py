"""What takes the place of a kernel in `nbgrader autograde`.

`nbgrader_config.py` names these classes; nbgrader makes one of each for every notebook.
"""

import atexit
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool

from cnnquiz import wiring
from cnnquiz.nbgrader.nodes import node
from cnnquiz.nbgrader.restore import originals, restore
from cnnquiz.nbgrader.verdicts import Submitted, verdicts
from cnnquiz.sandbox.confinement import ALL_LAYERS
from cnnquiz.workbench import Workbench

NOT_JUDGED = "cnnquiz_not_judged"  # among a notebook's resources


class Restore(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """Puts the course's own cells back as they were, before anything else looks at them."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the notebook with its cells put right."""
        place = resources["nbgrader"]
        with Gradebook(place["db_url"]) as book:
            known = originals(book.find_notebook(place["notebook"], place["assignment"]))
        cells, notes = restore(nb.cells, known)
        nb.cells = [node(cell) for cell in cells]
        for note in notes:
            self.log.warning("%s: %s", place["notebook"], note)
        return nb, resources


class Judge(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """Judges a submission in a confined process, and fills in the outputs of test cells."""

    unsafe_local = Bool(
        False,
        help="Whether to judge even where nothing but its own process holds students' code.",
    ).tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the notebook with its test cells judged.

        Raises:
            SandboxError: students' code cannot be held, or not well enough.
            CourseError: the course is wrong.
        """
        place = resources["nbgrader"]
        submitted = Submitted(place["notebook"], place["student"], self._file(place))
        worth = {
            cell.metadata.nbgrader.grade_id: float(cell.metadata.nbgrader.points)
            for cell in nb.cells
            if cell.metadata.get("nbgrader", {}).get("grade")
        }
        bench = _bench()
        if not self.unsafe_local:
            bench.require(wiring.minimum_confinement())
        found = verdicts(submitted, worth, bench.check)
        for problem in found.problems:
            self.log.error("%s: %s", place["notebook"], problem)
        for broken in bench.problems:
            self.log.error("%s", broken)
        bench.problems.clear()
        for cell in nb.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            if name in found.judged and cell.cell_type == "code":
                found.judged[name].fill(cell)
        resources[NOT_JUDGED] = found.not_judged
        return nb, resources

    def _file(self, place: Any) -> Path:
        """Return the file as it was handed in, which is what counts."""
        step = self.parent
        while not hasattr(step, "coursedir"):
            step = step.parent
        course = step.coursedir
        folder = course.format_path(
            course.submitted_directory, place["student"], place["assignment"]
        )
        return Path(folder) / f"{place['notebook']}.ipynb"


class Unjudged(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """Leaves to the instructor what could not be judged; to nbgrader it looks like full points."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Take back the points of test cells that have no verdict."""
        place = resources["nbgrader"]
        names = resources.get(NOT_JUDGED, ())
        if names:
            with Gradebook(place["db_url"]) as book:
                for name in names:
                    grade = book.find_grade(
                        name, place["notebook"], place["assignment"], place["student"]
                    )
                    grade.auto_score = None
                    grade.needs_manual_grade = True
                book.db.commit()
        return nb, resources


_BENCHES: list[Workbench] = []  # at most one


def _bench() -> Workbench:
    """Return the workbench that all notebooks of this process share."""
    if not _BENCHES:
        _BENCHES.append(Workbench(ALL_LAYERS))
        atexit.register(close)
    return _BENCHES[0]


def close() -> None:
    """End the processes that judge; a later notebook starts new ones."""
    while _BENCHES:
        _BENCHES.pop().__exit__()
