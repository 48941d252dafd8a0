"""Dask workers that are not fit to grade are refused."""

import shutil
from dataclasses import replace

import pytest

pytest.importorskip("distributed", reason="the extra `cluster` is not installed")

from cnnquiz.errors import ClusterError
from cnnquiz.jobs import dask_worker
from cnnquiz.model.report import Confinement
from support import SMALL
from support.cluster import graders
from support.orders import RIGHT, SLUG, answers, order

pytestmark = pytest.mark.slow


def test_dask_worker_with_other_files_is_refused_before_grading(start, tmp_path):
    solutions = shutil.copytree(SMALL / "solutions", tmp_path / "solutions")
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
from cnnquiz import workbench
from cnnquiz.sandbox.confinement import Held
workbench.held = lambda: Held(frozenset())
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
