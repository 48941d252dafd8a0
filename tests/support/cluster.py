"""Dask clusters of processes on this machine, and graders on them."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
from distributed import Client, LocalCluster

from cnnquiz.jobs.cluster import Cluster
from cnnquiz.model.report import Confinement
from support.orders import SLUG


@contextlib.contextmanager
def started(folder: Path, workers: int, threads: int = 1, **more: Any) -> Iterator[LocalCluster]:
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


def graders(address: Any, **more: Any) -> Cluster:
    """Return graders on the cluster at an address, or on a cluster."""
    more = {"minimum": Confinement.PROCESS, "tell": lambda _: None} | more
    return Cluster(getattr(address, "scheduler_address", address), [SLUG], **more)


def dask_worker_processes(address: Any) -> dict[str, psutil.Process]:
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
