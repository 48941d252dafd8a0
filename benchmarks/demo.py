"""Shows cnnquiz at work: a stub, a submission with a wrong idea in it, and a solution.

Every command is printed, then run, in a temporary folder. The exit status is 1 if something came
out that should not have: the demonstration is a test as well.
"""

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from cnnquiz import wiring

SLUG = "ex03_output_size"
# Wrong in one place: padding lies on both sides, but is counted once.
IMPERFECT = '''\
"""My first attempt."""


def conv_output_size(n, kernel_size, stride=1, padding=0, dilation=1):
    sizes = {"n": n, "kernel_size": kernel_size, "stride": stride, "dilation": dilation}
    for name, size in sizes.items():
        if size < 1:
            raise ValueError(f"{name} has to be at least 1")
    if padding < 0:
        raise ValueError("padding has to be at least 0")
    room = n + padding - dilation * (kernel_size - 1) - 1
    if room < 0:
        raise ValueError("kernel_size is too large")
    return room // stride + 1
'''


class UnexpectedError(Exception):
    """A command did not do what the demonstration is there to show."""


def show(folder: Path, command: str, status: int, *patterns: str) -> None:
    """Print a command, run it in `folder`, and print what it says.

    Args:
        folder: the working directory.
        command: what a student would type, beginning with `cnnquiz`.
        status: the exit status that it should have.
        patterns: regular expressions that should be found in what it says, spaces run together.

    Raises:
        UnexpectedError: it has another, or one is not found.
    """
    print(f"$ {command}", flush=True)
    arguments = shlex.split(command)[1:]
    ended = subprocess.run(
        [sys.executable, "-m", "cnnquiz", *arguments],
        cwd=folder,
        env=os.environ | {"COLUMNS": "90"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    print(ended.stdout, flush=True)
    if ended.returncode != status:
        raise UnexpectedError(f"{command}: exit status {ended.returncode}, expected {status}")
    said = " ".join(ended.stdout.split())
    for pattern in patterns:
        if not re.search(pattern, said):
            raise UnexpectedError(f"{command}: expected to find {pattern!r} in what it says")


def demonstrate(folder: Path) -> None:
    """Go the way of a student, from the stub to full marks.

    Raises:
        UnexpectedError: something else came out.
    """
    mine = folder / SLUG / f"{SLUG}.py"
    show(folder, "cnnquiz start", 0)

    print("# Nothing is written yet: no points, and no reproaches.")
    show(folder, "cnnquiz check ex03", 1, r"output-size formula 0 / 10", "not written yet")

    print("# A first attempt counts the padding once, though it lies on both sides.")
    mine.write_text(IMPERFECT, encoding="utf-8")
    believed = wiring.catalogue()["padding-counted-once"]
    show(
        folder,
        "cnnquiz check ex03",
        1,
        r"output-size formula [1-9][\d.]* / 10",
        re.escape(" ".join(believed.belief.split())),
        re.escape(" ".join(believed.refutation.split())),
    )

    print("# The reference solution has full marks.")
    mine.write_bytes((wiring.instructors_folder() / SLUG / f"{SLUG}.py").read_bytes())
    show(folder, "cnnquiz check ex03", 0, r"output-size formula 10 / 10")


def main() -> int:
    """Run the demonstration; return 0 if everything came out as it should."""
    with tempfile.TemporaryDirectory() as name:
        try:
            demonstrate(Path(name))
        except UnexpectedError as error:
            print(f"the demonstration went wrong: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
