"""Grader processes: any number of them, whatever becomes of each."""

import os
import sys
from pathlib import Path

import psutil
import pytest

from cnnquiz.errors import LooseError, SandboxError
from cnnquiz.jobs.pool import Pool
from cnnquiz.model.report import Confinement, Status
from support import SMALL
from support.attempts import needs_box
from support.graders import grader_processes
from support.orders import RIGHT, SLUG, WRONG, order


@pytest.fixture(autouse=True)
def _folder(monkeypatch, tmp_path):
    """A folder for what processes leave behind."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


def processes() -> list[psutil.Process]:
    return grader_processes(psutil.Process())


def test_scores_do_not_depend_on_the_number_of_processes():
    sources = [RIGHT, WRONG, "x = 1\n", "import os\nos._exit(3)\n", "1 +\n", RIGHT + "\n"]
    found = []
    for jobs in (1, 3):
        with Pool(jobs) as pool:
            for number, source in enumerate(sources):
                pool.put(order(number, source))
            answers = sorted((pool.get() for _ in sources), key=lambda answer: answer.number)
        found.append(
            [
                (a.number, a.report.status, a.report.score, [c.verdict for c in a.report.checks])
                for a in answers
            ]
        )

    assert found[0] == found[1]
    assert [score for _, _, score, _ in found[0]] == [10.0, 6.0, 0.0, 0.0, 0.0, 10.0]


@needs_box
def test_all_processes_of_workers_come_from_one_nursery():
    with Pool(2) as pool:
        for number in range(4):
            pool.put(order(number, f"{RIGHT}# {number}\n"))
        assert [pool.get().report.score for _ in range(4)] == [10.0] * 4
        first = processes()[0]
        forked = [p for p in first.children() if p.cmdline() == first.cmdline()]
        (nursery,) = set(forked) - set(processes())
        zygotes = nursery.children()
        # What passes from the command to graders is nothing for it.
        assert Path(f"/proc/{nursery.pid}/cwd").readlink() == Path("/")
        assert b"CNNQUIZ" not in Path(f"/proc/{nursery.pid}/environ").read_bytes()
        assert len(list(Path(f"/proc/{nursery.pid}/fd").iterdir())) == 4
        boxes = {Path(f"/proc/{zygote.pid}/ns/pid").readlink() for zygote in zygotes}

    assert len(boxes) == len(zygotes) == 2


def test_where_no_nursery_can_be_forked_everybody_is_graded_even_so(monkeypatch):
    boot = """
import sys
sys.path.insert(0, sys.argv[1])
from cnnquiz.jobs import start
def refuse(_tools):
    raise BlockingIOError("no more processes today")
start._nursery = refuse
start.main()
"""
    monkeypatch.setattr("cnnquiz.jobs.family._BOOT", boot)
    with Pool(2) as pool:
        for number in range(3):
            pool.put(order(number, f"{RIGHT}# {number}\n"))
        assert [pool.get().report.score for _ in range(3)] == [10.0] * 3
        first = processes()[0]
        assert all(p in processes() for p in first.children() if p.cmdline() == first.cmdline())


def test_graders_find_the_environment_of_the_command_and_workers_do_not(monkeypatch):
    monkeypatch.setenv("CNNQUIZ_TEST_SECRET", "\udcff says ÿ")
    source = RIGHT + "import os\nprint(*os.environ)\n"
    boot = """
import sys
sys.path.insert(0, sys.argv[1])
from cnnquiz.jobs import process, start
grade = process.Grader.__call__
def asking(self, order):
    import os
    from dataclasses import replace
    answer = grade(self, order)
    return replace(answer, problems=(os.environ["CNNQUIZ_TEST_SECRET"][1:], answer.report.printed))
process.Grader.__call__ = asking
process.without_inputs = lambda report: report
start.main()
"""
    monkeypatch.setattr("cnnquiz.jobs.family._BOOT", boot)
    with Pool(1) as pool:
        pool.put(order(0, source))
        found, printed = pool.get().problems

    assert found == " says ÿ"
    assert "HOME" in printed.split()
    assert "CNNQUIZ" not in printed


def test_report_shows_neither_inputs_nor_half_of_a_surrogate_pair():
    source = 'def double_all(values):\n    raise ValueError("\\ud800")\n\nprint("\\ud800")\n'
    with Pool(1) as pool:
        pool.put(order(0, source))
        report = pool.get().report

    assert report.status is Status.GRADED
    assert [check.call for check in report.checks] == [None] * len(report.checks)
    assert [check.came_back for check in report.checks] == [None] * len(report.checks)
    assert [check.printed for check in report.checks] == [""] * len(report.checks)
    assert report.printed == ""
    report.__repr__().encode()  # raises where half a pair is left


def test_processes_that_are_dismissed_end_by_themselves():
    with Pool(2) as pool:
        for number in range(3):
            pool.put(order(number, f"{RIGHT}# {number}\n"))
        assert [pool.get().report.score for _ in range(3)] == [10.0] * 3
        assert processes()
        pool.dismiss()
        _, alive = psutil.wait_procs(processes(), timeout=10.0)

    assert alive == []


def test_process_that_dies_is_replaced_and_its_submission_tried_again():
    with Pool(1) as pool:
        pool.put(order(0))
        assert pool.get().report.score == 10.0
        (process,) = processes()
        process.kill()
        pool.put(order(1))

        assert pool.get().report.score == 10.0
        assert process not in processes()


def test_submission_whose_process_dies_twice_is_not_run_and_the_next_one_is_graded(monkeypatch):
    # A grader that kills itself on one submission stands in for a bug of ours.
    boot = """
import sys, os
sys.path.insert(0, sys.argv[1])
from cnnquiz.jobs import process
grade = process.Grader.__call__
def dying(self, order):
    if order.number == 7:
        os.kill(os.getpid(), 9)
    return grade(self, order)
process.Grader.__call__ = dying
process.main()
"""
    monkeypatch.setattr("cnnquiz.jobs.family._BOOT", boot)
    with Pool(1) as pool:
        for number in (6, 7, 8):
            pool.put(order(number))
        found = {answer.number: answer for answer in (pool.get(), pool.get(), pool.get())}

    assert {number: answer.report.status for number, answer in found.items()} == {
        6: Status.GRADED,
        7: Status.NOT_RUN,
        8: Status.GRADED,
    }
    assert found[7].report.score is None
    assert "failed twice (exit status -9)" in found[7].problems[0]


def test_process_that_cannot_be_started_is_told_to_whoever_waits(monkeypatch):
    monkeypatch.setattr("sys.executable", "/nonexistent/python")
    with Pool(1) as pool:
        pool.put(order(0))
        with pytest.raises(OSError, match="nonexistent"):
            pool.get()


def test_leaving_ends_every_process_and_deletes_its_files_even_in_the_middle(tmp_path):
    endless = "while True: pass\n"
    with Pool(2) as pool:
        for number in range(4):
            pool.put(order(number, endless + f"# {number}\n"))
        pool.put(order(4))
        pool.get()
        trees = [(p, p.children(recursive=True)) for p in processes()]

    assert len(trees) == 2
    _gone, alive = psutil.wait_procs([p for tree in trees for p in (tree[0], *tree[1])], timeout=10)
    assert alive == []
    assert list(tmp_path.glob("cnnquiz-*")) == []


def test_course_that_is_wrong_is_a_problem_and_no_zero(tmp_path, monkeypatch):
    import shutil

    shutil.copytree(SMALL, tmp_path / "course")
    (tmp_path / "course" / "solutions" / SLUG / "check_double.py").write_text("1 +\n")
    monkeypatch.setenv("CNNQUIZ_COURSE", str(tmp_path / "course"))
    monkeypatch.setenv("CNNQUIZ_SOLUTIONS", str(tmp_path / "course" / "solutions"))
    with Pool(1) as pool:
        pool.put(order(0))
        answer = pool.get()

    assert (answer.report.status, answer.report.score) == (Status.NOT_RUN, None)
    assert answer.course_wrong
    assert "check_double.py:1" in answer.problems[0]


def test_when_the_first_process_dies_the_others_go_too_and_everything_is_still_graded():
    with Pool(3) as pool:
        for number in range(6):
            pool.put(order(number, f"{RIGHT}# {number}\n"))
        pool.get()
        # Other tests in this process may have left children of other kinds.
        everybody = processes()
        (first,) = [p for p in everybody if p.ppid() == os.getpid()]
        forked = [p for p in everybody if p != first]
        first.kill()
        answers = [pool.get() for _ in range(5)]
        _gone, alive = psutil.wait_procs(forked, timeout=60)

    assert [answer.report.score for answer in answers] == [10.0] * 5
    assert alive == []


@pytest.mark.skipif(sys.platform != "linux", reason="SCHED_BATCH is Linux's")
def test_graders_give_way_only_where_they_keep_all_cores_busy():
    cores = os.sched_getaffinity(0)
    found = []
    try:
        for count in (1, 2):
            os.sched_setaffinity(0, sorted(cores)[:count])
            with Pool(1) as pool:
                pool.put(order(0))
                pool.get()
                found.append([os.sched_getscheduler(process.pid) for process in processes()])
    finally:
        os.sched_setaffinity(0, cores)

    assert found[0] == [os.SCHED_BATCH]
    assert found[1] == [os.SCHED_OTHER] or len(cores) == 1


def test_nothing_is_run_where_it_would_not_be_held_well_enough(monkeypatch, tmp_path):
    boot = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from cnnquiz.jobs import process
process.ALL_LAYERS = frozenset()
process.main()
"""
    monkeypatch.setattr("cnnquiz.jobs.family._BOOT", boot)
    trace = tmp_path / "was_here"
    with Pool(2, minimum=Confinement.REDUCED) as pool:
        pool.put(order(0, f"open({str(trace)!r}, 'w')\n"))
        with pytest.raises(LooseError, match="found process") as refusal:
            pool.get()

    assert refusal.value.found == "process"
    assert not trace.exists()


def test_where_forking_is_unsafe_every_process_is_started_by_itself(monkeypatch):
    monkeypatch.setattr("cnnquiz.jobs.family.platform.system", lambda: "Darwin")
    with Pool(2) as pool:
        for number in range(4):
            pool.put(order(number, f"{RIGHT}# {number}\n"))
        scores = [pool.get().report.score for _ in range(4)]
        children = [p for p in psutil.Process().children() if p in processes()]

    assert scores == [10.0] * 4
    assert len(children) == 2


def test_that_no_worker_can_be_started_is_told_before_anything_is_graded(monkeypatch):
    boot = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from cnnquiz.jobs import process
from cnnquiz.sandbox import process as of_zygote
of_zygote._BOOT = "import sys; sys.exit('no such luck')"
process.main()
"""
    monkeypatch.setattr("cnnquiz.jobs.family._BOOT", boot)
    with Pool(2) as pool, pytest.raises(SandboxError, match="no such luck") as refusal:
        pool.ready()

    assert not isinstance(refusal.value, LooseError)


def test_process_that_finds_no_worker_is_replaced(monkeypatch):
    # The first one grades, the one that it forks finds no worker process.
    boot = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from cnnquiz.jobs import process
from cnnquiz.sandbox import process as of_zygote
with_own_workers = process.Grader.with_own_workers
def broken(self):
    of_zygote._BOOT = "import sys; sys.exit('no such luck')"
    return with_own_workers(self)
process.Grader.with_own_workers = broken
process.main()
"""
    monkeypatch.setattr("cnnquiz.jobs.family._BOOT", boot)
    with Pool(2) as pool:
        for number in range(6):
            pool.put(order(number, f"{RIGHT}# {number}\n"))
        answers = [pool.get() for _ in range(6)]

    assert [answer.report.score for answer in answers] == [10.0] * 6


def test_where_no_process_finds_a_worker_that_is_told_and_costs_nobody_points(monkeypatch):
    boot = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from cnnquiz.jobs import process
from cnnquiz.sandbox import process as of_zygote
process.Grader.fit = lambda self, tools: process.Reply()
of_zygote._BOOT = "import sys; sys.exit('no such luck')"
process.main()
"""
    monkeypatch.setattr("cnnquiz.jobs.family._BOOT", boot)
    with Pool(1) as pool:
        pool.put(order(0))
        answer = pool.get()

    assert (answer.report.status, answer.report.score) == (Status.NOT_RUN, None)
    assert "failed twice (the worker process ended early: no such luck)" in answer.problems[0]
