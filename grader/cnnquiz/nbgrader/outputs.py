"""What a test cell's outputs say of a verdict, in the way that nbgrader's grading reads them.

An `error` is no points, a number is that many points, anything else is all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cnnquiz.model.item import Mark
from cnnquiz.model.report import CheckResult, ExerciseReport, Status, Verdict
from cnnquiz.report.json_format import full_message
from cnnquiz.report.terminal import Terminal

METADATA = "cnnquiz"  # of a test cell that has been judged: what the exporter reads
_PAGE = Terminal(width=96)  # feedback pages do not wrap lines
_NOT_JUDGED = "This could not be judged. No points are lost by it: somebody will look at it."


@dataclass(frozen=True, slots=True)
class Judged:
    """What is to stand below a test cell.

    Attributes:
        outputs: as a notebook's file has them.
        known: whether they are a verdict; else the points have to be given by hand.
        misconception: the id of the belief that explains lost points, if one does.
    """

    outputs: tuple[Mapping[str, Any], ...] = ()
    known: bool = True
    misconception: str | None = None

    def fill(self, cell: Any) -> None:
        """Write this into a test cell: one of nbformat's nodes, without outputs as yet."""
        from cnnquiz.nbgrader.nodes import node  # noqa: PLC0415  # nbformat

        cell.outputs = [node(dict(output)) for output in self.outputs]
        cell.metadata.pop(METADATA, None)
        if self.misconception is not None:
            cell.metadata[METADATA] = node({"misconception": self.misconception})


NOT_JUDGED = Judged(
    ({"output_type": "stream", "name": "stdout", "text": _NOT_JUDGED},), known=False
)


def of_report(report: ExerciseReport, names: Sequence[str]) -> dict[str, Judged]:
    """Return what is to stand below each test cell of an exercise.

    Args:
        report: what became of the submission.
        names: of the test cells; one that is no check of the exercise is left to be judged by hand.
    """
    by_name = {check.name: check for check in report.checks}
    judged = {}
    for name in names:
        if name.startswith("examples_"):
            judged[name] = Judged()  # worth nothing
        elif check := by_name.get(name):
            judged[name] = of_check(check)
        elif report.status in (Status.UNREADABLE, Status.MISSING):
            judged[name] = _error("NotLoaded", report.message or "There is nothing to judge.")
        else:
            judged[name] = NOT_JUDGED
    return judged


def of_check(check: CheckResult) -> Judged:
    """Return what is to stand below the test cell of a check."""
    match check.verdict:
        case Verdict.PASSED:
            return Judged((_stream("Right."),))
        case Verdict.NOT_RUN:
            return NOT_JUDGED
        case _:
            judged = _error("NotPassed", told(check))
            belief = check.misconception
            return judged if belief is None else replace(judged, misconception=belief.id)


def of_mark(mark: Mark, worth: float) -> Judged:
    """Return what is to stand below the test cell of a question.

    Args:
        mark: what the answer is worth.
        worth: points of the cell.
    """
    number = {
        "output_type": "execute_result",
        "execution_count": None,
        "metadata": {},
        "data": {"text/plain": repr(mark.score * worth)},
    }
    return Judged((_stream(mark.feedback), number), misconception=mark.misconception)


def told(check: CheckResult) -> str:
    """Return why a check did not pass: no input, no expected value, nothing that was printed."""
    return full_message(check) or "The result is not the one that the exercise asks for."


def _stream(text: str) -> Mapping[str, Any]:
    lines = "\n".join(_PAGE.wrap(text))
    return {"output_type": "stream", "name": "stdout", "text": f"{lines}\n"}


def _error(name: str, text: str) -> Judged:
    lines = _PAGE.wrap(text)
    output = {"output_type": "error", "ename": name, "evalue": lines[0], "traceback": lines}
    return Judged((output,))
