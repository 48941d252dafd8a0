"""The source notebook of an exercise: lesson, solutions, examples, a test cell for each check."""

import textwrap
from collections.abc import Iterable

from cnnquiz.errors import CourseError, Problem
from cnnquiz.model.course import Exercise
from cnnquiz.model.report import CheckResult, ExerciseReport, Verdict
from cnnquiz.nbgrader import cells
from cnnquiz.nbgrader.pieces import pieces
from cnnquiz.report.text import points

_JUDGE = 'from cnnquiz.nbgrader.kernel import judge\n\njudge("{slug}", "{check}")'


def source_notebook(exercise: Exercise, reference: str, report: ExerciseReport, tools: str) -> str:
    """Return the source notebook of an exercise.

    Args:
        exercise: the exercise.
        reference: the text of its reference.
        report: on that reference, which says what checks there are.
        tools: the text of `given_examples.py`.

    Raises:
        CourseError: the reference does not pass all checks.
    """
    checks = list(_checks(exercise, report))
    text = exercise.lesson.read_text(encoding="utf-8")
    text = text.replace(f"`{exercise.slug}.py`", "this notebook")
    found = [
        cells.markdown("lesson", cells.with_pictures(text, exercise.folder)),
        cells.tools("tools", tools),
    ]
    given = 0
    for piece in pieces(reference, exercise.function_names):
        if piece.function is None:
            given += 1
            found.append(cells.code(f"given_{given}", piece.source))
            continue
        found.append(cells.solution(piece.function, piece.source))
        found.append(_examples(piece.function))
        done = [check for check in checks if _last(check, exercise) == piece.function]
        found += [_test(exercise, check) for check in done]
    return cells.notebook(exercise.slug, found)


def _checks(exercise: Exercise, report: ExerciseReport) -> Iterable[CheckResult]:
    lost = [check for check in report.checks if check.verdict is not Verdict.PASSED]
    if lost or not report.checks:
        names = ", ".join(check.name for check in lost) or report.message or "no check"
        problem = f"the reference does not pass ({names}); run: cnnquiz author verify {exercise.id}"
        raise CourseError([Problem(exercise.slug, "", problem)])
    return (check for check in report.checks if check.points)


def _last(check: CheckResult, exercise: Exercise) -> str:
    """Return the function behind which a check stands: the last one of those it judges."""
    judged = [name for name in exercise.function_names if name in check.functions]
    return judged[-1] if judged else exercise.function_names[-1]


def _examples(function: str) -> cells.JsonCell:
    about = [f"The examples of {function}. They are worth no points: the tests below are."]
    return cells.judged(f"examples_{function}", 0, about, f"examples({function})")


def _test(exercise: Exercise, check: CheckResult) -> cells.JsonCell:
    unit = "point" if check.points == 1 else "points"
    about = [
        *textwrap.wrap(check.description, 90),
        f"{points(check.points)} {unit}; judged when your work is handed in.",
    ]
    hidden = _JUDGE.format(slug=exercise.slug, check=check.name)
    return cells.judged(check.name, check.points, about, "", hidden)
