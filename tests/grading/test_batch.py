"""A class is graded in any order, nothing twice, and no faster read than graded."""

from collections import deque
from pathlib import Path

import pytest

from cnnquiz.grading.batch import Answer, Order, digest_of_folders, grade_batch, key_of
from cnnquiz.model.batch import HandedIn
from cnnquiz.model.report import ExerciseReport, Status
from cnnquiz.model.submission import Unreadable
from support import make_exercise, make_submission

SUMS = make_exercise(Path("ex01_sums"), "add")
PRODUCTS = make_exercise(Path("ex02_products"), "multiply")


class FakeGraders:
    """Answers the latest order first, and remembers all."""

    def __init__(self, capacity: int = 2) -> None:
        self.capacity = capacity
        self.seen: list[Order] = []
        self.waiting: deque[Order] = deque()
        self.most = 0

    def put(self, order: Order) -> None:
        """Take an order."""
        self.seen.append(order)
        self.waiting.append(order)
        self.most = max(self.most, len(self.waiting))

    def get(self) -> Answer:
        """Answer the order that came last; the title of the report is its code."""
        order = self.waiting.pop()
        title = order.cells[0].source
        return Answer(order.number, ExerciseReport(order.slug[:4], title, Status.GRADED))


def work(student: str, **files: str) -> HandedIn:
    return HandedIn(student, {slug: make_submission(code) for slug, code in files.items()}, {})


def results(works, graders, *exercises, known=()):
    """Return what came of each student and exercise: a report, or None for what was known."""
    graded = grade_batch(
        works,
        exercises or (SUMS,),
        graders=graders,
        key=lambda exercise, submission: exercise.id + submission.cells[0].source,
        is_known=lambda key: key in known,
    )
    return {(one.work.student, one.exercise.id): one.answer and one.answer.report for one in graded}


def test_every_exercise_of_every_student_has_its_own_result_whatever_the_order():
    works = [work(f"s{n}", ex01_sums=f"a{n}", ex02_products=f"b{n}") for n in range(5)]

    found = results(works, FakeGraders(3), SUMS, PRODUCTS)

    assert {place: report.title for place, report in found.items()} == {
        **{(f"s{n}", "ex01"): f"a{n}" for n in range(5)},
        **{(f"s{n}", "ex02"): f"b{n}" for n in range(5)},
    }


def test_missing_and_unreadable_files_are_reported_without_being_graded():
    graders = FakeGraders()
    works = [work("ann"), HandedIn("bob", {"ex01_sums": Unreadable("the file is empty")}, {})]

    found = results(works, graders)

    assert [report.status for report in found.values()] == [Status.MISSING, Status.UNREADABLE]
    assert found["bob", "ex01"].message == "the file is empty"
    assert graders.seen == []


def test_what_is_known_is_not_graded_again():
    graders = FakeGraders()

    found = results(
        [work("ann", ex01_sums="a"), work("bob", ex01_sums="b")], graders, known=["ex01a"]
    )

    assert found["ann", "ex01"] is None
    assert [order.cells[0].source for order in graders.seen] == ["b"]


def test_same_text_is_graded_once_for_all_who_handed_it_in():
    graders = FakeGraders(capacity=9)

    found = results([work(name, ex01_sums="a") for name in ("ann", "bob", "cy")], graders)

    assert len(graders.seen) == 1
    assert len(found) == 3
    assert {report.title for report in found.values()} == {"a"}


def test_works_are_read_no_faster_than_they_are_graded():
    graders = FakeGraders(capacity=2)
    read = []

    def works():
        for number in range(50):
            read.append(number)
            assert len(read) - (len(graders.seen) - len(graders.waiting)) <= 3
            yield work(f"s{number}", ex01_sums=f"a{number}")

    assert len(results(works(), graders)) == 50
    assert graders.most == 2


# --- what a result is known by --------------------------------------------------------------------


@pytest.fixture
def folders(tmp_path):
    made = (tmp_path / "exercises", tmp_path / "solutions")
    for folder in made:
        folder.mkdir()
        (folder / "a.py").write_text("a = 1\n")
    return made


@pytest.mark.parametrize("where", [0, 1])
def test_any_change_of_any_file_in_either_folder_changes_the_sum(folders, where):
    seen = {digest_of_folders(folders)}

    (folders[where] / "a.py").write_text("a = 2\n")
    seen.add(digest_of_folders(folders))
    (folders[where] / "a.py").rename(folders[where] / "b.py")
    seen.add(digest_of_folders(folders))
    (folders[where] / "c").mkdir()
    (folders[where] / "c" / "d.npz").write_bytes(b"\0")
    seen.add(digest_of_folders(folders))

    assert len(seen) == 4


def test_compiled_files_and_times_do_not_change_the_sum(folders):
    before = digest_of_folders(folders)

    (folders[0] / "__pycache__").mkdir()
    (folders[0] / "__pycache__" / "a.pyc").write_bytes(b"\0")
    (folders[0] / "a.py").touch()

    assert digest_of_folders(folders) == before


def test_key_depends_on_code_exercise_version_and_seed_alone():
    code = make_submission("a = 1\n")
    keys = {
        key_of(code, "d", "1", 0),
        key_of(make_submission("a = 2\n"), "d", "1", 0),
        key_of(make_submission("a = 1\n", ""), "d", "1", 0),  # as a notebook
        key_of(code, "e", "1", 0),
        key_of(code, "d", "2", 0),
        key_of(code, "d", "1", 1),
    }

    assert len(keys) == 6
    assert key_of(make_submission("a = 1\n"), "d", "1", 0) in keys
