"""What becomes of a grading when Dask workers or their scheduler die."""

import psutil
import pytest

pytest.importorskip("distributed", reason="the extra `cluster` is not installed")

from distributed import Client

from cnnquiz.errors import ClusterError
from cnnquiz.jobs.pool import Pool
from cnnquiz.model.report import Status
from support.cluster import command, dask_worker_processes, graders
from support.orders import ENDLESS, SOURCES, answers, in_order, order

pytestmark = pytest.mark.slow


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
