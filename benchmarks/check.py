"""How long a cold `cnnquiz check ex03` takes, beside one plain pytest process.

Both judge the reference of ex03 with the same hidden checks. cnnquiz does so across a process
boundary, and diagnoses and reports; pytest imports the file and runs the checks on it (see
`plain_plugin`). Runs of all kinds are interleaved, so that a machine that slows down slows them
all.

    python benchmarks/check.py [RUNS]
"""

import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cnnquiz import wiring

EXERCISE = "ex03_output_size"
RUNS = 15
HERE = Path(__file__).resolve().parent


@dataclass
class Kind:
    """A way to judge one submission, and how long each run of it took.

    Attributes:
        name: what it is called in the table.
        command: what is run.
        environ: environment variables besides the present ones.
        says: what its output has to hold, so that a run that judged nothing is no quick run.
        seconds: wall-clock time of every run.
        processor_seconds: processor time of every run, on all cores together.
    """

    name: str
    command: Sequence[str]
    environ: dict[str, str]
    says: re.Pattern[str]
    seconds: list[float] = field(default_factory=list)
    processor_seconds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The median run, in seconds."""
        return statistics.median(self.seconds)

    def run(self, folder: Path, *, count: bool = True) -> None:
        """Run it once in `folder`, and note what it took if it is to `count`.

        Raises:
            SystemExit: it did not do what it is measured for.
        """
        begun, used = time.perf_counter(), _of_children()
        ended = subprocess.run(
            self.command,
            cwd=folder,
            env=os.environ | self.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        seconds, processor_seconds = time.perf_counter() - begun, _of_children() - used
        if ended.returncode or not self.says.search(ended.stdout):
            raise SystemExit(f"{self.name} failed:\n{ended.stdout}{ended.stderr}")
        if count:
            self.seconds.append(seconds)
            self.processor_seconds.append(processor_seconds)


def _of_children() -> float:
    """Return the processor seconds of all processes that have ended so far."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def kinds(cache: Path) -> tuple[Kind, Kind, Kind]:
    """Return cnnquiz, and pytest with and without the plugins that it finds by itself.

    Args:
        cache: the folder for what pytest remembers from run to run.
    """
    solution = wiring.instructors_folder() / EXERCISE
    reference = solution / f"{EXERCISE}.py"
    short, _, ending = EXERCISE.partition("_")
    ours = [str(Path(sys.executable).with_name("cnnquiz")), "check", short]
    plain = [
        *(sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "--rootdir", str(solution)),
        *("-p", "cnnquiz.judge.plugin", "-p", "plain_plugin", "--import-mode=importlib"),
        # As pytest does, but not into the root directory, which is a folder of solutions/.
        *("-o", f"cache_dir={cache}"),
        str(solution / f"check_{ending}.py"),
    ]
    environ = {
        "CHECK_EXERCISE": EXERCISE,
        "CHECK_FILE": str(reference),
        "PYTHONPATH": str(HERE),
        "PYTEST_ADDOPTS": "",
    }
    passed = re.compile(r"^\d+ passed in ", re.MULTILINE)
    return (
        Kind("cnnquiz check", [*ours, "--file", str(reference)], {}, re.compile(r"10 / 10")),
        Kind("plain pytest", plain, environ, passed),
        Kind(
            "plain pytest, no autoload",
            plain,
            environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            passed,
        ),
    )


def main() -> None:
    """Measure, and print the medians and their ratios."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours, *plain = everything = kinds(folder / "cache")
        for kind in everything:
            kind.run(folder, count=False)  # once for the files to be read and compiled
        for _ in range(runs):
            for kind in everything:
                kind.run(folder)
    print(f"{EXERCISE}, medians of {runs} interleaved runs:")
    for kind in everything:
        spread = f"{min(kind.seconds) * 1e3:.0f} to {max(kind.seconds) * 1e3:.0f}"
        processor = statistics.median(kind.processor_seconds) * 1e3
        print(
            f"  {kind.name:26} {kind.median * 1e3:6.0f} ms  ({spread}), "
            f"processor {processor:.0f} ms"
        )
    for kind in plain:
        print(f"cnnquiz check takes {ours.median / kind.median:.2f} times a {kind.name}")


if __name__ == "__main__":
    main()
