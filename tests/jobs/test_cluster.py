"""Graders on a Dask cluster of several processes, and addresses where there is none."""

import json
import shutil

import psutil
import pytest

pytest.importorskip("distributed", reason="the extra `cluster` is not installed")

import dask

from cnnquiz.cli.main import main
from cnnquiz.errors import ClusterError, UsageError
from cnnquiz.jobs import dask_worker
from cnnquiz.jobs.pool import Pool
from cnnquiz.model.report import Status
from support import SMALL
from support.cluster import dask_worker_processes, graders
from support.graders import grader_processes
from support.orders import RIGHT, SLUG, SOURCES, WRONG, answers, order

pytestmark = pytest.mark.slow


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
    solutions = shutil.copytree(SMALL / "solutions", tmp_path / "solutions")
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
