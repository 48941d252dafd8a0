"""The real nbgrader, from init to export: five exercises, twelve submissions."""

import contextlib
import csv
import io
import json
import re
import shutil
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cnnquiz import wiring
from cnnquiz.cli.main import main
from cnnquiz.nbgrader.questions import NAME
from support import CHECKOUT
from support.browser import browser
from support.jupyterlab import jupyterlab
from support.nbgrader_class import EXERCISES, KINDS, WITH_QUESTIONS, cell_of, name_of, text_of
from support.nbgrader_course import Course

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
CANARY = "cnnquiz-instructor"


def totals(course: Course, way: str) -> dict[tuple[str, str], float]:
    """Return the score of every notebook."""
    found: dict[tuple[str, str], float] = defaultdict(float)
    for (student, notebook, _), (score, _) in course.scores[way].items():
        found[student, notebook] += score or 0.0
    return dict(found)


def test_every_step_ends_well_but_for_two_files_that_are_told(course: Course) -> None:
    for name in ("init", "build", "release", "collect", "feedback fast", "feedback nbgrader"):
        assert course.ran[name].status == 0, (name, course.ran[name].err)
    for way in ("fast", "nbgrader"):
        told = course.ran[f"autograde {way}"]
        assert told.status == 4
        assert "14 done; 2 failed; 2 with something left to be judged by hand" in told.err
        assert "broken" in told.err
        assert "renamed" in told.err
    assert "my work.ipynb, expected ex01_kernels.ipynb" in course.ran["autograde fast"].err


def test_both_ways_of_autograding_give_the_same_score_in_every_cell(course: Course) -> None:
    assert course.scores["fast"] == course.scores["nbgrader"]
    assert len(course.scores["fast"]) > 150


def test_every_score_is_that_of_cnnquiz_grade(course: Course, tmp_path: Path) -> None:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        arguments = [part for slug in EXERCISES for part in ("--exercise", slug)]
        book = ["--gradebook", str(tmp_path / "gradebook.db"), "--format", "json"]
        assert main(["grade", str(course.folder / "submitted"), *arguments, *book]) == 0
    graded = {
        (one["student"], f"{report['exercise']}"): report["score"]
        for one in json.loads(out.getvalue())["submissions"]
        for report in one["exercises"]
        if report["status"] != "missing" or one["student"] == "renamed"
    }
    found = totals(course, "fast")
    assert {student for student, _ in found} == set(KINDS)
    for (student, slug), score in found.items():
        if slug == NAME:
            continue
        assert score == pytest.approx(graded[student, slug.partition("_")[0]], abs=1e-9), student


@pytest.mark.parametrize(
    ("student", "slug", "score"),
    [
        *(("perfect", slug, 10.0) for slug in EXERCISES),
        ("partial", "ex03_output_size", 3.75),
        ("wrong", "ex03_output_size", 3.75),
        ("printing", "ex07_receptive_field", 10.0),
        ("warning", "ex04_nchw", 10.0),
        ("tampering", "ex03_output_size", 0.0),
        ("deleted", "ex03_output_size", 10.0),
        ("renamed", "ex01_kernels", 0.0),
        ("broken", "ex03_output_size", 0.0),
        ("empty", "ex04_nchw", 0.0),
    ],
)
def test_everybody_gets_what_their_code_is_worth(
    course: Course, student: str, slug: str, score: float
) -> None:
    assert totals(course, "fast")[student, slug] == pytest.approx(score)


def test_a_hang_or_an_exit_costs_only_the_checks_of_its_function(course: Course) -> None:
    for student, slug, lost in [
        ("hanging", "ex03_output_size", "trace_shapes"),
        ("exiting", "ex02_padding_stride", "same_padding"),
    ]:
        document = course.notebook("autograded", student, slug)
        names = [name_of(cell) for cell in document["cells"]]
        others = [name for name in names if name.startswith("check_")]
        function = ""
        for name in names:
            function = name if name in EXERCISE_FUNCTIONS[slug] else function
            if name in others:
                score, _ = course.scores["fast"][student, slug, name]
                assert (score == 0) == (function == lost), (student, name)


EXERCISE_FUNCTIONS = {
    "ex03_output_size": ("conv_output_size", "conv_output_shape", "trace_shapes"),
    "ex02_padding_stride": ("same_padding", "zero_pad", "correlate2d"),
}


def test_a_question_gives_its_points_or_is_left_to_somebody(course: Course) -> None:
    for student in ("perfect", "printing"):
        found = {
            name: score
            for (who, notebook, name), score in course.scores["nbgrader"].items()
            if (who, notebook) == (student, NAME) and name.startswith("question-")
        }
        assert sorted(found.values(), key=str) == [(1.0, False), (None, True)]


def test_the_notebook_of_questions_holds_no_key(course: Course) -> None:
    folder = course.folder / "release" / WITH_QUESTIONS
    text = (folder / f"{NAME}.ipynb").read_text(encoding="utf-8")
    assert "ask(1, " in text
    asked = [item for item in wiring.practice_items() if f'"ask-{item.id}"' in text]
    assert len(asked) == 2
    for item in asked:
        for variant in item.variants:
            assert json.dumps(variant.explanation)[1:-1] not in text
            for wrong in variant.wrong:
                assert json.dumps(wrong.feedback)[1:-1] not in text
    assert "SOLUTION" not in text
    assert "HIDDEN TESTS" not in text


def test_nothing_hidden_is_in_what_students_receive(course: Course) -> None:
    for slug in EXERCISES:
        text = (course.folder / "release" / slug / f"{slug}.ipynb").read_text(encoding="utf-8")
        _holds_nothing_hidden(text, slug)
        assert "HIDDEN TESTS" not in text
        assert "BEGIN SOLUTION" not in text


def test_nothing_hidden_is_in_autograded_outputs_or_feedback(course: Course) -> None:
    for way in ("fast", "nbgrader"):
        pages = course.pages[way]
        assert sum(name.endswith(".html") for name in pages) == 14 + 2
        for name, text in pages.items():
            if "perfect" in name or "deleted" in name or "printing" in name:
                continue  # who hands in the reference has it in the notebook
            slug = Path(name).parent.name
            shown = text if name.endswith(".html") else _outputs(text)
            _holds_nothing_hidden(shown, slug, solved=True)


def _outputs(text: str) -> str:
    cells = json.loads(text)["cells"]
    return json.dumps([cell.get("outputs") for cell in cells])


def _holds_nothing_hidden(text: str, slug: str, *, solved: bool = False) -> None:
    """Fail if a line of the checks, or of the reference, is in the text."""
    folder = CHECKOUT / "solutions" / slug
    checks = (folder / f"check_{slug.partition('_')[2]}.py").read_text(encoding="utf-8")
    lines = [line.strip() for line in checks.splitlines() if "agree" in line and "(" in line]
    hidden = [line for line in lines if not line.startswith("def ")]
    if not solved:
        reference = (folder / f"{slug}.py").read_text(encoding="utf-8")
        regions = re.findall(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", reference, re.DOTALL)
        inside = (line.strip() for region in regions for line in region.splitlines())
        hidden += [line for line in inside if len(line) > 25]
        assert CANARY not in text
    assert len(hidden) > 10
    for line in hidden:
        assert line not in text
        assert json.dumps(line)[1:-1] not in text


def test_validating_passes_on_the_solution_and_is_kind_to_the_stub(course: Course) -> None:
    notebook = Path("ex07_receptive_field", "ex07_receptive_field.ipynb")
    for name in ("ex07_receptive_field.ipynb", f"{NAME}.ipynb"):
        source = course.nbgrader("validate", Path("source", "ex07_receptive_field", name))
        assert "Success! Your notebook passes all the tests" in source.stdout, source.stdout
    released = course.nbgrader("validate", Path("release", notebook))
    assert "receptive_field is not written yet." in released.stdout
    assert "Traceback" not in released.stdout


def test_a_released_function_is_the_stub(course: Course) -> None:
    for slug in EXERCISES:
        stub = (CHECKOUT / "exercises" / slug / f"{slug}.py").read_text(encoding="utf-8")
        document = json.loads(
            (course.folder / "release" / slug / f"{slug}.ipynb").read_text(encoding="utf-8")
        )
        written = [
            cell
            for cell in document["cells"]
            if cell["metadata"].get("nbgrader", {}).get("solution")
        ]
        assert len(written) >= 2
        for cell in written:
            assert text_of(cell) in stub


def test_points_of_test_cells_are_those_of_the_checks(course: Course) -> None:
    for slug in EXERCISES:
        cells = json.loads(
            (course.folder / "source" / slug / f"{slug}.ipynb").read_text(encoding="utf-8")
        )["cells"]
        metas = [cell["metadata"].get("nbgrader", {}) for cell in cells]
        assert sum(meta.get("points", 0) for meta in metas) == pytest.approx(10)
        assert all(meta["schema_version"] == 3 for meta in metas if meta)


def test_a_second_build_gives_the_same_bytes(course: Course) -> None:
    path = course.folder / "source" / "ex03_output_size" / "ex03_output_size.ipynb"
    before = path.read_bytes()
    assert course.run("build", "ex03", "--course", course.folder).status == 0
    assert path.read_bytes() == before


def test_cells_that_were_changed_or_deleted_come_back(course: Course) -> None:
    for student in ("tampering", "deleted"):
        slug = "ex03_output_size"
        before = course.notebook("source", ".", slug)
        after = course.notebook("autograded", student, slug)
        for cell in before["cells"]:
            name = name_of(cell)
            if name.startswith("check_"):
                back = cell_of(after, name)
                assert text_of(back) == text_of(cell)
                points = cell["metadata"]["nbgrader"]["points"]
                assert back["metadata"]["nbgrader"]["points"] == points
    for way in ("fast", "nbgrader"):
        told = course.ran[f"autograde {way}"].err
        assert "check_a_kernel_alone_shortens_the_side was changed" in told
        assert "check_a_kernel_alone_shortens_the_side was deleted" in told


def test_feedback_says_why_points_are_lost_and_names_the_belief(course: Course) -> None:
    page = course.pages["fast"]["feedback/wrong/ex03_output_size/ex03_output_size.html"]
    assert "Perhaps you think" in page
    assert "The int that came back is not the right one" in page


def test_the_exporter_quotes_and_counts_points_lost_by_belief(
    course: Course, tmp_path: Path
) -> None:
    file = tmp_path / "grades.csv"
    exporter = "--exporter=cnnquiz.nbgrader.exporter.MisconceptionExporter"
    ended = course.nbgrader("export", exporter, f"--to={file}")
    assert ended.returncode == 0, ended.stderr
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 5 * 13  # the twelve, and nobody
    by = {(row["student_id"], row["assignment"]): row for row in rows}
    assert by["perfect", "ex01_kernels"]["last_name"] == "'=1+1"
    assert by["perfect", "ex01_kernels"]["score"] == "10.0"
    wrong = by["wrong", "ex03_output_size"]
    lost = float(wrong["stride-ignored"])
    assert 0 < lost <= 10 - float(wrong["score"])
    assert by["nobody", "ex01_kernels"]["score"] == "0.0"


def test_a_student_may_check_the_released_notebook(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    path = course.folder / "submitted" / "partial" / "ex03_output_size" / "ex03_output_size.ipynb"
    assert main(["check", str(path), "--format", "json"]) == 1
    (report,) = json.loads(capsys.readouterr().out)["exercises"]
    assert report["score"] == pytest.approx(3.75)


def test_a_link_to_a_file_of_the_instructor_is_not_followed(course: Course) -> None:
    slug = "ex01_kernels"
    home = course.folder / "submitted" / "linking" / slug
    home.mkdir(parents=True)
    (home / f"{slug}.ipynb").symlink_to(course.folder / "source" / slug / f"{slug}.ipynb")
    for more in ((), ("--fast",)):
        arguments = ("autograde", "ex01", "--student", "linking", "--course", course.folder)
        ended = course.run(*arguments, *more)
        assert ended.status == 4
        assert f"ex01, linking: {slug}.ipynb: is a symbolic link" in ended.err
    assert not (course.folder / "autograded" / "linking").exists()


def test_jupyterlab_shows_lesson_pictures_and_cells_in_order(
    course: Course, tmp_path: Path
) -> None:
    slug = "ex03_output_size"
    work = tmp_path / "work"
    shutil.copytree(course.folder / "release" / slug, work)
    released = json.loads((work / f"{slug}.ipynb").read_text(encoding="utf-8"))
    with browser(tmp_path, height=1400) as page, jupyterlab(work, tmp_path / "home") as address:
        page.get(f"{address}lab/tree/{slug}.ipynb")
        _wait(page, lambda: _cells(page) == len(released["cells"]))
        shown = page.execute_script(
            "return [...document.querySelectorAll('.jp-Notebook .jp-Cell')].map(cell =>"
            " (cell.querySelector('.jp-RenderedMarkdown, .cm-content') || cell).textContent)"
        )
        pictures = page.execute_script(_LOADED_PICTURES)
        _wait(page, lambda: page.execute_script(_LOADED_PICTURES) == [True, True, True])
        page.save_screenshot(str(tmp_path / "lesson.png"))
        page.execute_script(
            "document.querySelectorAll('.jp-Notebook .jp-Cell')[2].scrollIntoView()"
        )
        page.save_screenshot(str(tmp_path / "cells.png"))
    assert len(pictures) == 3
    assert "The output-size formula" in shown[0]
    for text, cell in zip(shown[1:], released["cells"][1:], strict=True):
        if not cell["metadata"].get("jupyter", {}).get("source_hidden"):
            first = text_of(cell).splitlines()[0]
            assert first in text
    assert (tmp_path / "lesson.png").stat().st_size > 20_000


_LOADED_PICTURES = (
    "return [...document.querySelectorAll('.jp-Notebook img')].map(one =>"
    " one.src.startsWith('data:image/svg+xml') && one.complete && one.naturalWidth > 100)"
)


def _cells(page: Any) -> int:
    count: int = page.execute_script("return document.querySelectorAll('.jp-Cell').length")
    return count


def _wait(page: Any, done: Callable[[], bool]) -> None:
    from selenium.webdriver.support.ui import WebDriverWait

    WebDriverWait(page, 120).until(lambda _page: done())
