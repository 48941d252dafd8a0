"""Graders on a Dask cluster of several processes, and what becomes of a grading when some die."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

pytest.importorskip("distributed", reason="the extra `cluster` is not installed")

import dask
from distributed import Client, LocalCluster

from cnnquiz.cli.main import main
from cnnquiz.errors import ClusterError, UsageError
from cnnquiz.grading.batch import Answer, Order
from cnnquiz.jobs import dask_worker
from cnnquiz.jobs.cluster import Cluster
from cnnquiz.jobs.pool import Pool
from cnnquiz.model.report import Confinement, Status
from cnnquiz.model.submission import Cell

pytestmark = pytest.mark.slow

SMALL = Path(__file__).parents[1] / "courses" / "small"
SLUG = "ex01_double"
RIGHT = (SMALL / "solutions" / SLUG / f"{SLUG}.py").read_text()
WRONG = RIGHT.replace("values.sum()", "values.sum() + 1e6")
ENDLESS = "while True: pass\n"
SOURCES = [RIGHT, WRONG, "x = 1\n", "import os\nos._exit(3)\n", "1 +\n", 'print("\\ud800")\n']


@pytest.fixture(scope="module", autouse=True)
def small_course():
    """The small course, for this process and for all that come from it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CNNQUIZ_COURSE", str(SMALL))
        patch.setenv("CNNQUIZ_SOLUTIONS", str(SMALL / "solutions"))
        yield


@contextlib.contextmanager
def started(folder: Path, workers: int, threads: int = 1, **more) -> Iterator[LocalCluster]:
    """Yield a cluster of processes on this machine."""
    with LocalCluster(
        n_workers=workers,
        threads_per_worker=threads,
        processes=True,
        dashboard_address=":0",  # any free port
        local_directory=str(folder),
        **more,
    ) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def two(tmp_path_factory) -> Iterator[LocalCluster]:
    """Two Dask workers."""
    with started(tmp_path_factory.mktemp("scratch"), 2) as cluster:
        yield cluster


@pytest.fixture
def start(tmp_path):
    """Return what starts a cluster of this test alone."""
    with contextlib.ExitStack() as end:
        yield lambda *args, **more: end.enter_context(started(tmp_path, *args, **more))


def graders(address, **more) -> Cluster:
    more = {"minimum": Confinement.PROCESS, "tell": lambda _: None} | more
    return Cluster(getattr(address, "scheduler_address", address), [SLUG], **more)


def order(number: int, source: str = RIGHT) -> Order:
    return Order(number, SLUG, (Cell(None, source),), 0)


def answers(graders, sources) -> list[Answer]:
    """Return the answers in the order of the sources, without how long they took."""
    for number, source in enumerate(sources):
        graders.put(order(number, source))
    return in_order(graders.get() for _ in sources)


def in_order(found) -> list[Answer]:
    return [
        replace(
            one,
            report=replace(
                one.report,
                checks=tuple(replace(check, seconds=0.0) for check in one.report.checks),
            ),
        )
        for one in sorted(found, key=lambda answer: answer.number)
    ]


def grader_processes(parent: psutil.Process) -> list[psutil.Process]:
    return [p for p in parent.children(recursive=True) if "cnnquiz.jobs" in " ".join(p.cmdline())]


def dask_worker_processes(address) -> dict[str, psutil.Process]:
    """Return the processes of the Dask workers, by their addresses."""
    with Client(address, set_as_default=False) as client:
        found = client.run(os.getpid)
    return {address: psutil.Process(number) for address, number in found.items()}


@contextlib.contextmanager
def command(*args: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run one of Dask's own commands, and yield it with the first address that it tells."""
    with subprocess.Popen(
        [sys.executable, "-m", *args, "--no-dashboard"], stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            line = next(line for line in process.stderr if " at: " in line)
            yield process, line.split()[-1]
        finally:
            process.kill()


def same_files(folder: Path) -> Path:
    """Return a copy of the solutions."""
    return shutil.copytree(SMALL / "solutions", folder / "solutions")


# --- everybody well -------------------------------------------------------------------------------


def test_reports_are_those_of_this_machine_alone(two):
    with Pool(1) as pool:
        here = answers(pool, SOURCES)
    with graders(two) as cluster:
        there = answers(cluster, SOURCES)

    assert there == here
    assert [one.report.score for one in there] == [10.0, 6.0, 0.0, 0.0, 0.0, 0.0]


def test_dask_worker_of_several_threads_has_a_process_for_each(start):
    cluster = start(1, threads=3)
    with Pool(1) as pool:
        here = answers(pool, SOURCES)
    with graders(cluster) as three:
        assert three.capacity == 6
        there = answers(three, SOURCES)
        ((_address, process),) = dask_worker_processes(cluster).items()
        found = grader_processes(process)

    assert there == here
    assert len(found) == 3


def test_capacity_follows_the_dask_workers_that_come(start):
    cluster = start(1)
    with graders(cluster) as some:
        assert some.capacity == 2
        cluster.scale(2)
        cluster.wait_for_workers(2)
        some._looked = 0.0  # as if that had been long ago

        assert some.capacity == 4
        assert [one.report.score for one in answers(some, [RIGHT] * 8)] == [10.0] * 8


def test_course_that_is_wrong_is_a_problem_and_no_zero(start, tmp_path, monkeypatch):
    solutions = same_files(tmp_path)
    (solutions / SLUG / "check_double.py").write_text("1 +\n")
    monkeypatch.setenv("CNNQUIZ_SOLUTIONS", str(solutions))
    with graders(start(1)) as one:
        (answer,) = answers(one, [RIGHT])

    assert (answer.report.status, answer.report.score) == (Status.NOT_RUN, None)
    assert answer.course_wrong
    assert "check_double.py:1" in answer.problems[0]


def test_grader_processes_end_when_there_is_nothing_more_to_do(monkeypatch):
    monkeypatch.setattr(dask_worker, "_IDLE_S", 0.01)
    others = grader_processes(psutil.Process())
    with dask_worker._graders("1") as some:
        score = some.answer(order(0)).report.score
        processes = [p for p in grader_processes(psutil.Process()) if p not in others]

    some.watcher.join(timeout=30)
    _gone, alive = psutil.wait_procs(processes, timeout=10)
    assert (score, len(processes), alive) == (10.0, 1, [])
    assert "1" not in dask_worker._ALL


def test_command_fills_the_gradebook_with_the_scores_of_this_machine(
    two, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    for name, source in (("ann", RIGHT), ("bob", WRONG), ("cy", "1 +\n")):
        (tmp_path / "class" / name).mkdir(parents=True)
        (tmp_path / "class" / name / f"{SLUG}.py").write_text(source)
    common = ["grade", "class", "--unsafe-local", "--format", "json", "--gradebook"]
    there = [*common, "there.db", "--cluster", two.scheduler_address]
    found, told = [], []
    for arguments in ([*common, "here.db"], there, there):
        assert main(arguments) == 0
        out, err = capsys.readouterr()
        document = json.loads(out)
        for submission in document["submissions"]:
            for check in submission["exercises"][0]["checks"]:
                del check["seconds"]
        found.append(document)
        told.append(err)

    assert found[0] == found[1] == found[2]
    assert [one["exercises"][0]["score"] for one in found[1]["submissions"]] == [10.0, 6.0, 0.0]
    assert "3 graded in" in told[1]
    assert "0 graded in" in told[2]
    assert "3 known already" in told[2]


def test_jobs_are_for_this_machine_alone(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "class" / "ann").mkdir(parents=True)
    (tmp_path / "class" / "ann" / f"{SLUG}.py").write_text(RIGHT)

    assert main(["grade", "class", "--jobs", "2", "--cluster", "tcp://127.0.0.1:9"]) == 2
    assert "--jobs is for this machine" in capsys.readouterr().err


# --- somebody dies --------------------------------------------------------------------------------


def test_dask_worker_killed_in_the_middle_loses_nobody(two):
    sources = [f"{source}# {number}\n" for number in range(6) for source in SOURCES]
    with Pool(2) as pool:
        here = answers(pool, sources)
    processes = dask_worker_processes(two)
    with graders(two) as cluster, Client(two, set_as_default=False) as watcher:
        for number, source in enumerate(sources):
            cluster.put(order(number, source))
        found = [cluster.get()]
        under_way = watcher.processing()
        victim = max(under_way, key=lambda address: len(under_way[address]))
        tree = processes[victim].children(recursive=True)
        processes[victim].kill()
        found += [cluster.get() for _ in sources[1:]]

    assert len(under_way[victim]) > 0
    assert in_order(found) == here
    _gone, alive = psutil.wait_procs(tree, timeout=30)
    assert (bool(tree), alive) == (True, [])


def test_submission_that_takes_dask_workers_along_is_not_run_and_others_are_graded(start, tmp_path):
    # Dask workers that die over one submission stand in for a machine whose memory it takes.
    deadly = tmp_path / "deadly.py"
    deadly.write_text("""
import os
from cnnquiz.jobs import dask_worker
def dask_setup(worker):
    graded = dask_worker._Graders.answer
    def answer(self, order):
        if order.number == 7:
            os.kill(os.getpid(), 9)
        return graded(self, order)
    dask_worker._Graders.answer = answer
""")
    cluster = start(1, preload=[str(deadly)], scheduler_kwargs={"allowed_failures": 1})
    with graders(cluster) as one:
        found = {}
        for number in (6, 7, 8):
            one.put(order(number))
            answer = one.get()
            found[answer.number] = answer

    assert {number: answer.report.status for number, answer in found.items()} == {
        6: Status.GRADED,
        7: Status.NOT_RUN,
        8: Status.GRADED,
    }
    assert found[7].report.score is None
    assert found[7].problems == (
        "ex01: 2 Dask workers were lost while they graded it. No points are lost by it.",
    )


def test_bug_on_a_dask_worker_is_told_with_its_traceback(start, tmp_path):
    buggy = tmp_path / "buggy.py"
    buggy.write_text("""
from cnnquiz.jobs import dask_worker
def dask_setup(worker):
    def answer(self, order):
        return answer(self, order)
    dask_worker._Graders.answer = answer
""")
    with graders(start(1, preload=[str(buggy)])) as one:
        one.put(order(0))
        with pytest.raises(RuntimeError, match=r"(?s)Dask worker tcp://.*, in answer\n.*Recursion"):
            one.get()


def test_grading_gives_up_once_no_dask_worker_has_been_there_for_long(start):
    cluster, told = start(1), []
    with graders(cluster, patience_s=0.0, tell=told.append) as one:
        one.put(order(0, ENDLESS))
        cluster.scale(0)
        with pytest.raises(ClusterError, match="no Dask worker came within 0 s; start some with"):
            one.get()

    assert "there is no Dask worker at" in told[-1]


def test_scheduler_lost_in_the_middle_is_told():
    with (
        command("distributed.cli.dask_scheduler", "--port", "0") as (scheduler, address),
        command("distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny"),
        graders(address) as one,
    ):
        one.put(order(0, ENDLESS))
        scheduler.kill()
        with pytest.raises(ClusterError, match="connection to the Dask scheduler was lost"):
            one.get()


def test_scheduler_that_left_in_good_order_is_told(start):
    cluster = start(1)
    with graders(cluster) as one:
        one.put(order(0, ENDLESS))
        cluster.close()
        with pytest.raises(ClusterError, match="connection to the Dask scheduler was lost"):
            one.get()


# --- somebody is not fit --------------------------------------------------------------------------


def test_dask_worker_with_other_files_is_refused_before_grading(start, tmp_path):
    solutions = same_files(tmp_path)
    (solutions / SLUG / "notes.txt").write_text("a file more")
    cluster = start(1, env={"CNNQUIZ_SOLUTIONS": str(solutions)})
    here, there = (dask_worker.wiring.exercise_digests([SLUG])[SLUG], "[0-9a-f]{12}")
    expected = (
        rf"nothing was graded:\nDask worker tcp://127.*: the files of {SLUG} are others: found sum"
        rf" {there}, expected {here[:12]} \(.*exercises/{SLUG} and {solutions}/{SLUG}\)"
    )
    with pytest.raises(ClusterError, match=expected), graders(cluster):
        pass


def test_dask_worker_without_solutions_is_refused_before_grading(start):
    cluster = start(1, env={"CNNQUIZ_SOLUTIONS": "/nonexistent"})
    expected = r"Dask worker tcp://127.*: CNNQUIZ_SOLUTIONS: found '/nonexistent'"
    with pytest.raises(ClusterError, match=expected), graders(cluster):
        pass


def test_other_version_is_refused_before_grading(two):
    cluster = graders(two)
    cluster._version = "9.9"
    with pytest.raises(ClusterError) as caught, cluster:
        pass

    message = str(caught.value)
    assert message.count("found cnnquiz 0.1.0, expected 9.9") == 3
    assert (message.count("Dask scheduler"), message.count("Dask worker")) == (1, 2)


def test_environment_without_cnnquiz_is_refused_before_grading(start, tmp_path):
    (tmp_path / "bare.py").write_text("""
import sys
sys.modules["cnnquiz"] = None  # as if it were not installed
""")
    cluster = start(1, preload=[str(tmp_path / "bare.py")])
    expected = "Dask worker tcp://127.*: cannot run cnnquiz 0.1.0, which has to be installed there"
    with pytest.raises(ClusterError, match=expected), graders(cluster):
        pass


def test_dask_worker_that_comes_later_with_other_files_stops_the_grading(two):
    with graders(two) as cluster:
        cluster._terms = replace(cluster._terms, digests={SLUG: "0" * 64})
        cluster.put(order(0))
        expected = rf"Dask worker tcp://127.*: the files of {SLUG} are others"
        with pytest.raises(ClusterError, match=expected):
            cluster.get()


def test_dask_worker_that_holds_code_by_its_process_alone_is_refused(start, tmp_path):
    weak = tmp_path / "weak.py"
    weak.write_text("""
from cnnquiz import wiring
from cnnquiz.sandbox.confinement import Held
wiring.held = lambda: Held(frozenset())
""")
    cluster = start(1, preload=[str(weak)])
    expected = "Dask worker tcp://127.*: expected confinement reduced, found process"
    with (
        pytest.raises(ClusterError, match=expected),
        graders(cluster, minimum=Confinement.REDUCED),
    ):
        pass
    with graders(cluster) as one:
        assert [answer.report.score for answer in answers(one, [RIGHT])] == [10.0]


# --- nobody is there ------------------------------------------------------------------------------


def test_cluster_without_dask_workers_is_waited_for_and_then_told(start):
    told = []
    with (
        pytest.raises(ClusterError, match="no Dask worker came within 0 s"),
        graders(start(0), patience_s=0.0, tell=told.append),
    ):
        pass

    assert [line.partition(" at ")[0] for line in told] == [
        "asking the Dask scheduler",
        "there is no Dask worker",
    ]


def test_address_that_nobody_answers_at_is_told():
    with (
        dask.config.set({"distributed.comm.timeouts.connect": "0.2s"}),
        pytest.raises(ClusterError, match=r"tcp://127\.0\.0\.1:9: no Dask scheduler answers there"),
        graders("tcp://127.0.0.1:9"),
    ):
        pass


@pytest.mark.parametrize("address", ["here", "foo://here:1", ""])
def test_address_that_is_none_is_a_wrong_command(address):
    with (
        pytest.raises(UsageError, match=f"found '{address}', expected a Dask scheduler's address"),
        graders(address),
    ):
        pass
