"""Notebooks of which some cell cannot be run."""

from pathlib import Path

import pytest

from cnnquiz.grading.salvage import salvage
from cnnquiz.model.submission import Cell, Submission
from cnnquiz.wire.outcome import Lost, Place, Raised, Returned, TimedOut
from cnnquiz.worker.cells import compile_cell


def loaded(submission: Submission) -> Returned | Raised | Lost:
    """Load a notebook of this file's own making; `hang()` stands for a loop without end."""
    scope: dict[str, object] = {"hang": _hang}
    for cell in submission.cells:
        try:
            exec(compile_cell(cell.source, f"cell {cell.number}"), scope)  # noqa: S102  # our own
        except TimeoutError:
            return TimedOut(1.0)
        except SyntaxError as error:
            return Raised("SyntaxError", (), "", Place(cell.number, error.lineno or 1, ""))
        except BaseException as error:  # noqa: BLE001  # as a worker does
            trace = error.__traceback__
            last = (cell.number, 1)
            while trace is not None:
                file = trace.tb_frame.f_code.co_filename
                if file.startswith("cell "):
                    last = (int(file[5:]), trace.tb_lineno)
                trace = trace.tb_next
            return Raised(type(error).__name__, (), "", Place(*last, ""))
    return Returned(None)


def _hang() -> None:
    raise TimeoutError


def notebook(*sources: str) -> Submission:
    return Submission(Path("ex.ipynb"), tuple(Cell(n, text) for n, text in enumerate(sources, 1)))


@pytest.mark.parametrize(
    ("sources", "left", "cut"),
    [
        (["a = 1", "b = 1\n1 / 0\nc = 1", "d = 1"], ["a = 1", "b = 1", "d = 1"], (2,)),
        (["a = (", "b = 1"], ["", "b = 1"], (1,)),
        (["raise SystemExit", "b = 1"], ["", "b = 1"], (1,)),
        (["def f():\n    1 / 0", "a = 1\nf()", "b = 1"], None, (2,)),
        (["a = 1\nhang()\nb = 1", "c = 1"], ["a = 1", "c = 1"], (1,)),
        (["def f():\n    hang()", "a = 1\n\nf()", "%bad magic\nx = 1", "b = 1"], None, (2,)),
        (["a = 1", "1 / 0", "b = (", "hang()", "c = 1"], ["a = 1", "", "", "", "c = 1"], (2, 3, 4)),
    ],
)
def test_a_cell_ends_where_it_fails_and_the_others_are_run(
    sources: list[str], left: list[str] | None, cut: tuple[int, ...]
) -> None:
    rest, numbers = salvage(notebook(*sources), loaded, 1.0)
    assert isinstance(loaded(rest), Returned)
    assert numbers == cut
    if left is not None:
        assert [cell.source.strip() for cell in rest.cells] == left


def test_a_notebook_that_fails_without_end_is_given_up() -> None:
    calls = []

    def never(submission: Submission) -> Raised:
        calls.append(submission)
        return Raised("ValueError", (), "", None)

    salvage(notebook("a = 1", "b = 1"), never, 1.0)
    assert len(calls) < 200


def test_notebook_that_hangs_wherever_it_is_cut_is_given_up(monkeypatch) -> None:
    now, attempts = [0.0], []

    def hangs(submission: Submission) -> Lost:
        now[0] += 3.0
        attempts.append(submission)
        return TimedOut(3.0)

    monkeypatch.setattr("cnnquiz.grading.salvage.time.monotonic", lambda: now[0])
    salvage(notebook(*["hang()"] * 50), hangs, 3.0)
    assert len(attempts) == 11  # ten limits, and the attempt that is under way by then
