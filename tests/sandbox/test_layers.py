"""Each layer keeps what it promises with the others switched off."""

import os
from pathlib import Path

import pytest

from cnnquiz.sandbox.confinement import NO_LAYERS, Layer
from cnnquiz.wire.outcome import Returned
from support import CHECKOUT
from support.attempts import AS_ROOT, needs_box, needs_root, refused

_NEWUSER = 0x10000000
LANDLOCK = {Layer.LANDLOCK}
SECCOMP = {Layer.SECCOMP}
BOX = {Layer.BOX}


# --- without layers: what the others are measured against ----------------------------------------


def test_without_layers_everything_is_possible(attempt, beside):
    assert attempt(NO_LAYERS, "read", str(beside)) == Returned(9)
    assert attempt(NO_LAYERS, "write", str(beside)) == Returned(None)
    assert attempt(NO_LAYERS, "chmod", str(beside)) == Returned(None)
    assert attempt(NO_LAYERS, "connect", "AF_INET") == Returned(None)
    assert os.getpid() in attempt(NO_LAYERS, "processes").value
    assert attempt(NO_LAYERS, "kill", os.getpid()) == Returned(None)


# --- Landlock ------------------------------------------------------------------------------------


def test_landlock_alone_keeps_files_closed(attempt, beside):
    solution = next((CHECKOUT / "solutions").rglob("check_*.py"))
    for path in (beside, solution, "/etc/passwd", CHECKOUT / "pyproject.toml"):
        assert refused(attempt(LANDLOCK, "read", str(path))), path
        assert refused(attempt(LANDLOCK, "write", str(path))), path
    for folder in (beside.parent, CHECKOUT / "solutions", "/", "/proc", Path.home()):
        assert refused(attempt(LANDLOCK, "listing", str(folder))), folder
    assert beside.read_text(encoding="utf-8") == "answer = 42\n"


def test_landlock_alone_holds_threads_and_programs_too(attempt, beside):
    assert attempt(LANDLOCK, "thread_reads", str(beside)) == Returned(["PermissionError"])
    assert attempt(LANDLOCK, "child_reads", str(beside)) == Returned(True)


def test_landlock_alone_leaves_the_own_folder_and_the_software_open(attempt):
    assert attempt(LANDLOCK, "write_own") == Returned(["notes.txt"])
    assert attempt(LANDLOCK, "later_import") == Returned(7.0)
    assert attempt(LANDLOCK, "read", "/dev/urandom") == Returned(9)


# --- seccomp -------------------------------------------------------------------------------------


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK"])
def test_seccomp_alone_lets_nobody_open_a_socket(attempt, family):
    outcome = attempt(SECCOMP, "connect", family)
    assert refused(outcome)
    assert outcome.type == "PermissionError"


def test_seccomp_alone_lets_nobody_signal_others_or_gain_rights(attempt, beside):
    assert refused(attempt(SECCOMP, "kill", os.getpid()))
    assert refused(attempt(SECCOMP, "unshare", _NEWUSER))
    assert refused(attempt(SECCOMP, "chmod", str(beside)))


def test_seccomp_alone_leaves_threads_processes_and_pairs_of_sockets(attempt):
    assert attempt(SECCOMP, "pair") == Returned(True)
    assert attempt(SECCOMP, "thread") == Returned([1])
    assert attempt(SECCOMP, "later_import") == Returned(7.0)


# --- bubblewrap ----------------------------------------------------------------------------------


@needs_box
def test_box_alone_holds_no_files_but_the_software(attempt, beside):
    solution = next((CHECKOUT / "solutions").rglob("check_*.py"))
    for path in (beside, solution, "/etc/passwd", CHECKOUT / "pyproject.toml"):
        assert refused(attempt(BOX, "read", str(path))), path
    for path in ("/usr/note", "/note", "/dev/shm/note", f"{beside.parent}/note"):  # noqa: S108
        assert refused(attempt(BOX, "write", path)), path
    assert attempt(BOX, "write_own") == Returned(["notes.txt"])
    assert attempt(BOX, "later_import") == Returned(7.0)


@needs_box
def test_box_alone_has_a_network_and_processes_of_its_own(attempt):
    assert attempt(BOX, "network").value != str(Path("/proc/self/ns/net").readlink())
    assert len(attempt(BOX, "processes").value) == 2  # the zygote and itself
    assert refused(attempt(BOX, "kill", os.getpid()))


@needs_box
def test_worker_in_a_box_cannot_kill_or_stop_its_zygote(make_worker, holding):
    source = "import os\ndef shoot():\n    os.kill(1, 9)\n    os.kill(1, 19)\n    return 1\n"
    worker = make_worker(source, own_zygote=holding(frozenset(BOX)))
    assert worker.call("shoot", (), {}) == Returned(1)
    pid = holding(frozenset(BOX)).process_id()
    worker.close()
    assert worker.call("shoot", (), {}) == Returned(1)
    assert holding(frozenset(BOX)).process_id() != pid


@needs_box
def test_time_of_a_worker_in_a_box_is_its_own(make_worker, holding):
    source = (
        "import time\ndef burn():\n    end = time.process_time() + 0.3\n"
        "    while time.process_time() < end: pass\n"
    )
    worker = make_worker(source, own_zygote=holding(frozenset(BOX)), seconds=30.0)
    before = worker.cpu_seconds()
    assert worker.call("burn", (), {}) == Returned(None)
    assert worker.cpu_seconds() - before > 0.25


# --- a user of their own -------------------------------------------------------------------------


@needs_root
@needs_box
def test_worker_of_root_is_nobody_in_particular(attempt):
    layers = {Layer.UID, Layer.BOX}
    uid, gid, groups = attempt(layers, "user").value
    assert uid == gid > 1000
    assert groups == []
    assert attempt(layers, "write_own") == Returned(["notes.txt"])
    assert refused(attempt(layers, "kill", 1))


@needs_root
@needs_box
def test_worker_with_a_user_of_its_own_starts_only_so_many_processes(attempt):
    assert attempt({Layer.UID, Layer.BOX}, "fork_many", 200).value < 100


@needs_box
@pytest.mark.skipif(AS_ROOT, reason="needs another user than root")
def test_worker_in_a_box_of_a_user_starts_only_so_many_processes(attempt):
    assert attempt({Layer.BOX}, "fork_many", 200).value < 100
