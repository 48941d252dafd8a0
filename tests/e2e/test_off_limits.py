"""Use of what is off limits inside torch costs the function that uses it, and says so.

The files are those of `tests/submissions/` named `wrong_<function>_uses_torch_…`; but for that use
they are right.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cnnquiz import wiring
from cnnquiz.course.load import load_exercise
from cnnquiz.course.submission import read_submission
from cnnquiz.model.report import Verdict
from cnnquiz.model.submission import Submission
from cnnquiz.workbench import Workbench

FOLDER = Path(__file__).parents[1] / "submissions"
USING = sorted(FOLDER.glob("*/wrong_*_uses_torch_*.py"))
RIGHT = [FOLDER / "ex15_batchnorm" / "right_loops.py"]  # it names them and uses none


@pytest.fixture(scope="module")
def bench() -> Iterator[Workbench]:
    """A workbench whose workers stay warm from one submission to the next."""
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("CNNQUIZ_COURSE", "CNNQUIZ_SOLUTIONS"):
            patch.delenv(variable, raising=False)
        with Workbench() as bench:
            yield bench


def results_of(bench: Workbench, path: Path):
    """Return a file's results by check, that on what is off limits apart from them."""
    exercise = load_exercise(wiring.exercises_folder(), path.parent.name)
    submission = read_submission(path)
    assert isinstance(submission, Submission)
    checks = {check.name: check for check in bench.check(exercise, submission).checks}
    assert bench.problems == []
    return checks.pop("check_off_limits"), checks


def test_both_exercises_have_such_submissions():
    assert {path.parent.name for path in USING} == {"ex15_batchnorm", "ex16_regularization"}


@pytest.mark.slow
@pytest.mark.parametrize("path", USING, ids=lambda path: path.stem)
def test_use_costs_its_function_and_is_a_failed_check_of_its_own(bench, path):
    function = path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# wrong: ")

    off_limits, checks = results_of(bench, path)

    assert off_limits.verdict is Verdict.FAILED
    assert off_limits.functions == (function,)
    assert str(off_limits.message).startswith("Used, but off limits: torch.")
    lost = [check for check in checks.values() if check.verdict is not Verdict.PASSED]
    assert lost
    assert {check.functions for check in lost} == {(function,)}
    for check in lost:
        assert str(check.message).startswith("This uses torch.")


@pytest.mark.slow
@pytest.mark.parametrize("path", RIGHT, ids=lambda path: path.stem)
def test_names_in_words_and_in_code_for_the_prompt_are_no_use(bench, path):
    text = path.read_text(encoding="utf-8")
    assert "torch.nn.functional.batch_norm(" in text
    assert "def batch_norm(" in text

    off_limits, checks = results_of(bench, path)

    assert off_limits.verdict is Verdict.PASSED
    assert {check.verdict for check in checks.values()} == {Verdict.PASSED}
