"""What grading on a Dask cluster costs, and what many submissions would cost on many cores.

The same class as in `grading.py` is graded by processes of this machine and by a cluster of Dask
workers, each of one thread, on this machine as well; both have started before the clock does. The
difference is what Dask adds to a submission. Then the processor time that the command and the
scheduler take for a submission says how many cores they can keep busy.

    python benchmarks/cluster.py [--exercise ex03] [--submissions 200]
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

import psutil
from dask.distributed import LocalCluster

from cnnquiz import wiring
from cnnquiz.course.intake import find_students, read_work
from cnnquiz.course.load import exercise_slugs, find, load_exercise
from cnnquiz.grading.batch import Graders, grade_batch
from cnnquiz.jobs.cluster import Cluster
from cnnquiz.jobs.pool import Pool
from cnnquiz.model.report import Confinement, Status
from cnnquiz.store.gradebook import Gradebook
from grading import hand_in

MANY = 100_000
CORES = (2, 8, 32, 128)


def seconds_each(graders: Graders, folder: Path, slug: str) -> float:
    """Grade the class into a new gradebook, and return the seconds that each submission took.

    Raises:
        SystemExit: somebody was not graded.
    """
    exercise = load_exercise(wiring.exercises_folder(), slug)
    works = [read_work(entry, [slug]) for entry in find_students(folder).entries]
    first, rest = works[:8], works[8:]

    with tempfile.TemporaryDirectory() as home, Gradebook(f"{home}/gradebook.db") as book:
        key = wiring.result_key([exercise], "benchmark", 0)
        grading = book.begin("benchmark", 0, wiring.now())

        def grade(some: list) -> None:
            for one in grade_batch(
                some, [exercise], graders=graders, key=key, is_known=lambda _: False
            ):
                if one.report.status is not Status.GRADED:
                    raise SystemExit(f"{one.work.student}: {one.report.message}")
                book.record(
                    grading,
                    *(one.work.student, exercise.id, one.report),
                    key=one.key,
                    handed_in=None,
                    now=wiring.now(),
                )

        grade(first)  # which starts the processes
        begun = time.perf_counter()
        grade(rest)
        return (time.perf_counter() - begun) / len(rest)


def by_cluster(workers: int, folder: Path, slug: str) -> tuple[float, float]:
    """Grade the class on a cluster.

    Returns:
        Seconds for each submission; and those of processor time that this process took for it,
        which is the command and the scheduler in one.
    """
    with (
        tempfile.TemporaryDirectory() as scratch,
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            dashboard_address=":0",
            local_directory=scratch,
        ) as machine,
        Cluster(
            machine.scheduler_address, [slug], minimum=Confinement.PROCESS, tell=lambda _: None
        ) as graders,
    ):
        this = psutil.Process()
        before = this.cpu_times()
        each = seconds_each(graders, folder, slug)
        after = this.cpu_times()
        spent = after.user + after.system - before.user - before.system
        return each, spent / len(list(folder.iterdir()))


def main() -> None:
    """Measure, and print throughputs and what follows from them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--exercise", action="append")
    parser.add_argument("--submissions", type=int, default=200)
    arguments = parser.parse_args()
    slugs = exercise_slugs(wiring.exercises_folder())
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before the start\n")
    for slug in (find(slugs, name) for name in arguments.exercise or ["ex03", "ex13"]):
        with tempfile.TemporaryDirectory() as name:
            hand_in(folder := Path(name), slug, arguments.submissions)
            print(f"{slug}, {arguments.submissions} submissions:")
            each = {}
            for count in (1, 2):
                with Pool(count) as pool:
                    each["--jobs", count] = seconds_each(pool, folder, slug)
            for count in (1, 2):
                each["--cluster", count], busy = by_cluster(count, folder, slug)
        for (kind, count), seconds in each.items():
            print(
                f"  {kind:9} {count}: {seconds * 1e3:6.1f} ms each, {3600 / seconds:7.0f} an hour"
            )
        more = each["--cluster", 1] - each["--jobs", 1]
        print(f"  Dask adds {more * 1e3:.1f} ms to a submission on one core.")
        one = each["--cluster", 2] * 2  # with a neighbour, as on a machine that is used
        most = int(one / busy)
        print(
            f"  The command and the scheduler take {busy * 1e3:.1f} ms of processor time for it,"
            f" enough for {most} cores.\n  {MANY:,} submissions, at {3600 / one:.0f} an hour and"
            " core, extrapolated:"
        )
        for cores in CORES:
            hours = MANY * one / min(cores, most) / 3600
            bound = " (the scheduler's bound)" if cores > most else ""
            print(f"    {cores:4} cores: {hours:6.2f} hours{bound}")


if __name__ == "__main__":
    main()
