"""What a zygote gets ready before it forks."""

import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cnnquiz.sandbox.process import ENVIRONMENT

GRADER = Path(__file__).parents[2] / "grader"
RELEASE = tuple(map(int, re.findall(r"\d+", platform.release())[:2]))
HUGE_PAGES = Path("/sys/kernel/mm/transparent_hugepage/enabled")
HAS_COLLAPSE = RELEASE >= (6, 1) and HUGE_PAGES.exists()
GLIBC = tuple(map(int, re.findall(r"\d+", platform.libc_ver()[1]))) or (0,)


def run(code: str, *arguments: str, env: dict[str, str] | None = None) -> str:
    """Run code in a process of its own: what it changes lasts as long as the process."""
    whole = f"import sys; sys.path.insert(0, {str(GRADER)!r})\n{code}"
    command = [sys.executable, "-I", "-c", whole, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, env=env).stdout


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has what it asks for")
def test_gathered_memory_holds_what_it_held_and_a_fork_still_copies_it():
    code = """
import os
from pathlib import Path
from cnnquiz.worker.warm import gather_memory
pages = [bytes([number]) * 4096 for number in range(256)] * 32
bytes_ = [bytearray(page) for page in pages]
gather_memory()
child = os.fork()
if child == 0:
    for one in bytes_:
        one[0] = 255
    os._exit(0)
os.waitpid(child, 0)
print(all(one == page for one, page in zip(bytes_, pages)))
(huge,) = (line for line in open("/proc/self/smaps_rollup") if line.startswith("AnonHugePages"))
print(int(huge.split()[1]) > 0)
"""
    kept, gathered = run(code).split()
    assert kept == "True"
    if HAS_COLLAPSE:
        assert gathered == "True"


@pytest.mark.skipif(GLIBC < (2, 35), reason="only glibc since 2.35 asks for huge pages")
@pytest.mark.skipif(
    not HUGE_PAGES.exists() or "[never]" in HUGE_PAGES.read_text(encoding="ascii"),
    reason="this system gives no huge pages",
)
def test_what_glibc_gives_a_zygote_lies_in_huge_pages_at_once():
    code = """
heap = [bytes([number % 256]) * 1000 for number in range(20000)]
(huge,) = (line for line in open("/proc/self/smaps_rollup") if line.startswith("AnonHugePages"))
print(int(huge.split()[1]) // 1024)
"""
    assert int(run(code, env=ENVIRONMENT)) >= 10


def test_torch_gets_ready_without_a_second_thread():
    code = """
import threading
from pathlib import Path
from cnnquiz.worker.warm import import_tools
import_tools("numpy")
before = len(list(Path("/proc/self/task").iterdir()))
import_tools("torch")
import torch
print(torch.get_num_threads(), torch.backends.mkldnn.enabled, "cnnquiz.worker.serve" in sys.modules)
print(len(list(Path("/proc/self/task").iterdir())) - before)
"""
    assert run(code) == "1 False True\n0\n"


def test_what_nobody_has_seeded_is_drawn_alike_whatever_was_got_ready(tmp_path):
    probes = tmp_path / "probes.py"
    probes.write_text(
        "import random, numpy, torch\nrandom.random(), numpy.random.rand(), torch.rand(3)\n"
    )
    code = """
import os, sys
from cnnquiz.worker.warm import executed, import_tools
import_tools("torch")
for name in sys.argv[1:]:
    executed(os.open(name, os.O_RDONLY))
import random, numpy, torch
print(random.random(), numpy.random.rand(), torch.rand(3).tolist())
"""
    assert run(code) == run(code, str(probes), str(probes))


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="names are not counted any more")
def test_what_importing_has_looked_up_is_let_go_before_a_worker_does_so():
    code = """
from cnnquiz.worker import warm
class Thing:
    pass
name = sys.intern("an_attribute_of_nobody")
counts = [sys.getrefcount(name)]
hasattr(Thing(), name)
counts.append(sys.getrefcount(name))
warm.import_tools("numpy")
counts.append(sys.getrefcount(name))
print(counts[1] - counts[0], counts[2] - counts[0])
"""
    assert run(code) == "1 0\n"


@pytest.mark.parametrize("tools", ["numpy", "torch"])
def test_practice_is_done_well_and_leaves_nothing(tools):
    code = """
from cnnquiz.wire.outcome import from_plain
from cnnquiz.wire.values import decode
from cnnquiz.worker import serve, warm
warm.import_tools(sys.argv[1])
outcomes, answer = [], serve.Worker.answer
def noted(self, request):
    reply = answer(self, request)
    outcomes.append(from_plain(decode(reply)["outcome"]))
    return reply
serve.Worker.answer = noted
warm._practise(sys.modules[sys.argv[1]])
print(*(type(outcome).__name__ for outcome in outcomes))
print(outcomes[1].value["root"], outcomes[2].text, "practice" in sys.modules)
"""
    ended, values = run(code, tools).splitlines()
    assert ended == "Returned Returned Raised"
    assert values == f"{3**0.5} as it should be False"
