"""Zygotes that a nursery forks: each in a box of its own, with nothing that leads out of it."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from cnnquiz.errors import SandboxError
from cnnquiz.model.course import Tools
from cnnquiz.model.report import Confinement
from cnnquiz.sandbox import bubblewrap, process
from cnnquiz.sandbox.bubblewrap import CAPABILITIES, Box
from cnnquiz.sandbox.confinement import ALL_LAYERS, Layer, software
from cnnquiz.sandbox.process import Nursery
from cnnquiz.sandbox.submission_worker import SubmissionWorker
from cnnquiz.sandbox.zygote import Zygote
from cnnquiz.wire.outcome import Crashed, Returned
from support import make_exercise, make_submission
from support.attempts import AS_ROOT, ATTEMPTS, needs_box, refused
from support.nursery import started

pytestmark = needs_box

RIGHT = "def f():\n    return 1\n"


@pytest.fixture(scope="module")
def nursery(_secret) -> Iterator[Nursery]:
    with started(Tools.NUMPY) as own:
        yield own


@pytest.fixture
def zygote(nursery) -> Iterator[Zygote]:
    """A zygote from the nursery, confined in all ways that there are."""
    with Zygote(ALL_LAYERS, nursery=nursery) as forked:
        yield forked


def parent_of_workers(zygote: Zygote, make_worker) -> psutil.Process:
    """Return the process of a zygote."""
    worker = make_worker(RIGHT, own_zygote=zygote)
    assert worker.call("f", (), {}) == Returned(1)
    parent = psutil.Process(zygote.process_id()).parent()
    worker.close()
    return parent


def status(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return {name: text.strip() for name, _, text in (line.partition(":") for line in lines)}


def forked_by(nursery: Nursery) -> list[psutil.Process]:
    return psutil.Process(nursery.pid).children()


def test_zygote_comes_from_the_nursery_and_holds_as_much_as_any(nursery, zygote, make_worker):
    assert zygote.held().confinement is Confinement.FULL
    assert parent_of_workers(zygote, make_worker) in forked_by(nursery)


def test_it_has_no_more_rights_than_one_that_bubblewrap_starts(zygote, make_worker):
    forked = status(parent_of_workers(zygote, make_worker).pid)
    with Zygote(ALL_LAYERS) as by_itself:
        started = status(parent_of_workers(by_itself, make_worker).pid)

    kept = sum(1 << number for number in CAPABILITIES.values()) if AS_ROOT else 0
    for name in ("CapEff", "CapPrm"):
        assert int(forked[name], 16) == int(started[name], 16) == kept
    for name in ("CapInh", "CapBnd", "CapAmb"):
        assert int(forked[name], 16) & ~kept == 0, name
    for name in ("NoNewPrivs", "Uid", "Gid"):
        assert forked[name] == started[name]


def test_nothing_leads_out_of_its_box(nursery, zygote, make_worker):
    pid = parent_of_workers(zygote, make_worker).pid
    ways = {fd.name: str(fd.readlink()) for fd in Path(f"/proc/{pid}/fd").iterdir()}
    assert {ways[name] for name in "01"} == {"/dev/null"}
    # What it fails to and the control socket, besides rules for files where there are such.
    others = [way.partition(":")[0] for name, way in ways.items() if name not in "01"]
    assert sorted(set(others) - {"anon_inode"}) == ["pipe", "socket"]
    assert len(others) <= 3
    root = {path.name for path in Path(f"/proc/{pid}/root").iterdir()}
    assert "usr" in root
    assert root & {"boot", "sys", "var"} == set()
    inside, outside = (Path(f"/proc/{one}/ns") for one in (pid, nursery.pid))
    for kind in ("mnt", "pid", "net", "ipc", "uts"):
        assert (inside / kind).readlink() != (outside / kind).readlink()


def test_it_knows_nothing_of_the_environment_of_the_judge(nursery, zygote, make_worker):
    assert os.environ["CNNQUIZ_TEST_SECRET"]
    for pid in (nursery.pid, parent_of_workers(zygote, make_worker).pid):
        assert b"CNNQUIZ_TEST_SECRET" not in Path(f"/proc/{pid}/environ").read_bytes()


def test_boxes_are_apart(nursery, zygote, make_worker):
    with Zygote(ALL_LAYERS, nursery=nursery) as another:
        ours = make_worker(ATTEMPTS, own_zygote=zygote)
        theirs = make_worker(ATTEMPTS, own_zygote=another)
        assert ours.call("write_own", (), {}) == Returned(["notes.txt"])
        assert theirs.call("write_own", (), {}) == Returned(["notes.txt"])
        for worker in (ours, theirs):
            # The one that holds the box open, the zygote and itself.
            assert len(worker.call("processes", (), {}).value) == 3
        assert ours.call("network", (), {}) != theirs.call("network", (), {})
        assert refused(ours.call("kill", (os.getpid(),), {}))
        theirs.close()


def test_zygote_that_is_lost_comes_from_the_nursery_again(nursery, zygote, make_worker):
    worker = make_worker(RIGHT, own_zygote=zygote)
    assert worker.call("f", (), {}) == Returned(1)
    lost = psutil.Process(zygote.process_id()).parent()
    lost.kill()
    psutil.wait_procs([lost], timeout=5.0)
    assert isinstance(worker.call("f", (), {}), Crashed)
    worker.close()
    found = parent_of_workers(zygote, make_worker)
    assert found in forked_by(nursery)
    assert found != lost


def test_box_ends_with_everything_in_it_when_nobody_holds_it_open(zygote, make_worker):
    assert make_worker(RIGHT, own_zygote=zygote).call("f", (), {}) == Returned(1)
    first = psutil.Process(zygote.process_id()).parent()
    inside = [first, *first.children()]
    assert len(inside) == 2
    # As where the judge is killed: it says nothing, and what it had open is closed.
    zygote._process._box.release()
    _, alive = psutil.wait_procs(inside, timeout=5.0)
    assert alive == []


def test_box_that_is_released_before_it_is_there_ends_all_the_same(tmp_path):
    made = bubblewrap.command(tmp_path / "own", software(), (), as_root=AS_ROOT)
    for _ in range(5):
        box = Box(made)
        box.release()
        box.wait(10.0)

    def left() -> list[psutil.Process]:
        processes = psutil.process_iter(["cmdline"])
        return [one for one in processes if str(tmp_path / "own") in (one.info["cmdline"] or ())]

    deadline = time.monotonic() + 5.0
    while left() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left() == []


def test_without_its_nursery_a_zygote_starts_by_itself(make_worker):
    with started(Tools.NUMPY) as lost:
        lost.close()
        with Zygote(ALL_LAYERS, nursery=lost) as zygote:
            worker = make_worker(RIGHT, own_zygote=zygote)
            assert worker.call("f", (), {}) == Returned(1)
            assert zygote.held().confinement is Confinement.FULL
            worker.close()


def test_where_a_box_cannot_be_entered_a_zygote_starts_in_it(make_worker):
    fails = """
def refuse(*_):
    raise PermissionError("entering is forbidden here")
kernel.join_namespaces = refuse
"""
    with started(Tools.NUMPY, fails) as failing, Zygote(ALL_LAYERS, nursery=failing) as zygote:
        assert zygote.held().confinement is Confinement.FULL
        worker = make_worker(RIGHT, own_zygote=zygote)
        assert worker.call("f", (), {}) == Returned(1)
        worker.close()
        assert forked_by(failing) == []


def test_nursery_that_cannot_import_leaves_it_to_zygotes(make_worker):
    fails = """
def import_tools(tools):
    raise ImportError(f"no {tools} today")
warm.import_tools = import_tools
"""
    with started(Tools.NUMPY, fails) as failing, Zygote(ALL_LAYERS, nursery=failing) as zygote:
        assert zygote.held().confinement is Confinement.FULL
        worker = make_worker(RIGHT, own_zygote=zygote)
        assert worker.call("f", (), {}) == Returned(1)
        worker.close()


def test_with_torch_it_computes_as_every_zygote_does():
    source = """
def f():
    import torch
    return torch.backends.mkldnn.enabled, torch.get_num_threads(), float(torch.rand(()))
"""
    found = []
    exercise = make_exercise(Path("ex01_sums"), "f", tools=Tools.TORCH)
    with started(Tools.TORCH) as nursery:
        for own in (nursery, None):
            with Zygote(ALL_LAYERS, (), Tools.TORCH, own) as zygote:
                worker = SubmissionWorker(zygote, exercise, make_submission(source))
                found.append(worker.call("f", (), {}).value)
                worker.close()
    assert found[0] == found[1]
    assert found[0][:2] == (False, 1)


@pytest.mark.parametrize(
    ("ends", "expected"), [(1, Confinement.FULL), (3, Confinement.REDUCED)], ids=["once", "always"]
)
def test_trial_that_ends_before_it_tells_is_made_again(ends, expected):
    fails = f"""
import os
from cnnquiz.worker import zygote
try_out = zygote._try
def end_early(*given):
    ended = len(os.listdir())
    if ended < {ends}:
        os.close(os.open(str(ended), os.O_CREAT))
        os._exit(0)
    return try_out(*given)
zygote._try = end_early
"""
    with started(Tools.NUMPY, fails) as failing, Zygote(ALL_LAYERS, nursery=failing) as zygote:
        assert zygote.held().confinement is expected


def test_nursery_of_other_tools_is_not_asked(nursery):
    with Zygote(ALL_LAYERS, tools=Tools.TORCH, nursery=nursery) as zygote:
        assert zygote.held().confinement is Confinement.FULL
        assert forked_by(nursery) == []


def test_without_a_box_the_nursery_is_ended():
    with started(Tools.NUMPY) as unused:
        with Zygote(ALL_LAYERS - {Layer.BOX}, nursery=unused) as zygote:
            assert zygote.held().confinement is Confinement.REDUCED
        assert not psutil.pid_exists(unused.pid)


def test_where_no_box_can_be_made_the_nursery_is_ended(make_worker, monkeypatch):
    monkeypatch.setattr(process, "Box", lambda _command: Box(["false"]))
    monkeypatch.setattr(bubblewrap, "why_unusable", lambda *_, **__: "it may make none here")
    with started(Tools.NUMPY) as unused, Zygote(ALL_LAYERS, nursery=unused) as zygote:
        assert zygote.held().missing[Layer.BOX] == "it may make none here"
        assert not psutil.pid_exists(unused.pid)
        worker = make_worker(RIGHT, own_zygote=zygote)
        assert worker.call("f", (), {}) == Returned(1)
        worker.close()


def test_nursery_ends_when_nobody_is_left_to_give_orders():
    with started(Tools.NUMPY) as nursery:
        process = psutil.Process(nursery.pid)
        nursery._orders.close()
        assert psutil.wait_procs([process], timeout=10.0) == ([process], [])


@pytest.mark.parametrize("command", ["bwrap-that-is-not-there", "false"])
def test_box_that_fails_once_costs_nobody_else_the_nursery(
    command, nursery, make_worker, monkeypatch
):
    with monkeypatch.context() as patch:
        patch.setattr(process, "Box", lambda _command: Box([command]))
        with Zygote(ALL_LAYERS, nursery=nursery) as zygote:
            assert zygote.held().confinement is Confinement.FULL
            assert parent_of_workers(zygote, make_worker) not in forked_by(nursery)
    with Zygote(ALL_LAYERS, nursery=nursery) as zygote:
        assert parent_of_workers(zygote, make_worker) in forked_by(nursery)


def test_that_there_is_no_zygote_is_an_error_that_says_why(nursery, monkeypatch):
    monkeypatch.setattr(process, "Box", lambda _command: Box(["false"]))
    monkeypatch.setattr(process, "_BOOT", "import sys; sys.exit('no such luck')")
    with (
        Zygote(ALL_LAYERS, nursery=nursery) as zygote,
        pytest.raises(SandboxError, match="no such luck"),
    ):
        zygote.held()
