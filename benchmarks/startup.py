"""How soon `cnnquiz --help` and `cnnquiz list` answer, and that they import nothing heavy.

python benchmarks/startup.py [RUNS]
"""

import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

COMMANDS = (["--help"], ["list"])
HEAVY = ("numpy", "torch", "pytest", "nbgrader")
RUNS = 15
_IMPORTED = re.compile(r"^import time: +\d+ \| +\d+ \| +([\w.]+)$", re.MULTILINE)


def seconds(arguments: Sequence[str], folder: Path) -> float:
    """Return how long one run of `cnnquiz` takes."""
    command = [str(Path(sys.executable).with_name("cnnquiz")), *arguments]
    begun = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - begun


def imported(arguments: Sequence[str], folder: Path) -> set[str]:
    """Return the top-level packages that a run of `cnnquiz` imports, as Python itself tells."""
    command = [sys.executable, "-X", "importtime", "-m", "cnnquiz", *arguments]
    ended = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    modules: list[str] = _IMPORTED.findall(ended.stderr)
    packages = {module.partition(".")[0] for module in modules}
    if "click" not in packages:
        raise SystemExit(f"-X importtime told nothing of use:\n{ended.stderr}")
    return packages


def main() -> None:
    """Measure, look at the imports, and print both; exit with 1 if something heavy is imported."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    heavy: set[str] = set()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for arguments in COMMANDS:
            seconds(arguments, folder)  # once for the files to be read and compiled
        taken: dict[str, list[float]] = {arguments[0]: [] for arguments in COMMANDS}
        for _ in range(runs):
            for arguments in COMMANDS:
                taken[arguments[0]].append(seconds(arguments, folder))
        for arguments in COMMANDS:
            packages = imported(arguments, folder)
            found = sorted(packages.intersection(HEAVY))
            heavy.update(found)
            middle = statistics.median(taken[arguments[0]]) * 1e3
            verdict = f"imports {', '.join(found)}" if found else f"none of {', '.join(HEAVY)}"
            print(f"cnnquiz {arguments[0]:8} {middle:5.0f} ms, {len(packages)} packages, {verdict}")
    print(f"(medians of {runs} interleaved runs, Python {sys.version.split()[0]})")
    sys.exit(1 if heavy else 0)


if __name__ == "__main__":
    main()
