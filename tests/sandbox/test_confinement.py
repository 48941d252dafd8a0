"""Each layer keeps what it promises with the others switched off, and all together are full."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cnnquiz.errors import SandboxError
from cnnquiz.model.report import Confinement
from cnnquiz.sandbox import bubblewrap, confinement
from cnnquiz.sandbox import zygote as zygote_module
from cnnquiz.sandbox.confinement import ALL_LAYERS, NO_LAYERS, QUICK_LAYERS, Held, Layer
from cnnquiz.sandbox.zygote import Zygote
from cnnquiz.wire.outcome import Crashed, Raised, Returned
from support import CHECKOUT

AS_ROOT = os.geteuid() == 0
SOFTWARE = tuple(confinement.software())
needs_box = pytest.mark.skipif(
    bubblewrap.why_unusable(SOFTWARE, as_root=AS_ROOT) is not None, reason="needs bubblewrap"
)
needs_root = pytest.mark.skipif(not AS_ROOT, reason="needs root, who can become somebody else")

ATTEMPTS = """\
import ctypes, os, signal, socket, subprocess, sys, threading

def read(path):
    with open(path, "rb") as file:
        return len(file.read(9))

def listing(path):
    return os.listdir(path)

def write(path):
    with open(path, "a") as file:
        file.write("x")

def write_own():
    with open("notes.txt", "w") as file:
        file.write("x")
    os.mkdir("folder")
    os.rename("notes.txt", "folder/notes.txt")
    return os.listdir("folder")

def chmod(path):
    os.chmod(path, 0o644)

def connect(family):
    socket.socket(getattr(socket, family)).close()

def network():
    return os.readlink("/proc/self/ns/net")

def pair():
    ours, theirs = socket.socketpair()
    ours.send(b"x")
    return theirs.recv(1) == b"x"

def processes():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]

def kill(pid):
    os.kill(pid, 0)

def user():
    return os.getuid(), os.getgid(), os.getgroups()

def unshare(flags):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(flags):
        raise OSError(ctypes.get_errno(), "unshare")

def fork_many(count):
    pids = []
    try:
        for _ in range(count):
            pid = os.fork()
            if pid == 0:
                signal.pause()
            pids.append(pid)
    except BlockingIOError:
        return len(pids)
    return len(pids)

def kill_own_child():
    child = subprocess.Popen(["/bin/sleep", "60"])
    child.kill()
    return child.wait()

def thread():
    found = []
    thread = threading.Thread(target=lambda: found.append(1))
    thread.start()
    thread.join()
    return found

def thread_reads(path):
    found = []
    def look():
        try:
            read(path)
        except OSError as error:
            found.append(type(error).__name__)
    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    return found

def child_reads(path):
    return subprocess.run(["/bin/cat", path], capture_output=True).returncode != 0

def later_import():
    import wave, xml.dom, numpy.polynomial
    return numpy.polynomial.Polynomial([1, 2])(3.0)
"""
_NEWUSER = 0x10000000


@pytest.fixture(scope="module")
def holding() -> Iterator[Callable[[frozenset[Layer]], Zygote]]:
    """Return a zygote with just these layers; it is closed after the module."""
    made: dict[frozenset[Layer], Zygote] = {}

    def make(layers: frozenset[Layer]) -> Zygote:
        if layers not in made:
            made[layers] = Zygote(layers)
        return made[layers]

    yield make
    for zygote in made.values():
        zygote.close()


@pytest.fixture
def attempt(make_worker, holding):
    """Call one of `ATTEMPTS` in a worker held by just these layers."""

    def call(layers, function, *arguments):
        worker = make_worker(ATTEMPTS, own_zygote=holding(frozenset(layers)))
        outcome = worker.call(function, arguments, {})
        worker.close()
        return outcome

    return call


@pytest.fixture
def beside(tmp_path) -> Path:
    """Somebody else's file, which anybody may read."""
    tmp_path.chmod(0o755)
    path = tmp_path / "someone_elses.py"
    path.write_text("answer = 42\n", encoding="utf-8")
    path.chmod(0o666)
    return path


def refused(outcome) -> bool:
    """Tell whether the system refused, or what was asked for was not there."""
    return isinstance(outcome, Raised) and "OSError" in outcome.bases


# --- without layers: what the others are measured against ---------------------------------------


def test_without_layers_everything_is_possible(attempt, beside):
    assert attempt(NO_LAYERS, "read", str(beside)) == Returned(9)
    assert attempt(NO_LAYERS, "write", str(beside)) == Returned(None)
    assert attempt(NO_LAYERS, "chmod", str(beside)) == Returned(None)
    assert attempt(NO_LAYERS, "connect", "AF_INET") == Returned(None)
    assert os.getpid() in attempt(NO_LAYERS, "processes").value
    assert attempt(NO_LAYERS, "kill", os.getpid()) == Returned(None)


# --- Landlock -----------------------------------------------------------------------------------

LANDLOCK = {Layer.LANDLOCK}


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


# --- seccomp ------------------------------------------------------------------------------------

SECCOMP = {Layer.SECCOMP}


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


# --- bubblewrap ---------------------------------------------------------------------------------

BOX = {Layer.BOX}


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


# --- a user of their own ------------------------------------------------------------------------


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


# --- all together -------------------------------------------------------------------------------


@pytest.mark.parametrize("layers", [QUICK_LAYERS, ALL_LAYERS], ids=["quick", "all"])
def test_own_children_can_be_ended_and_everything_honest_works(attempt, layers):
    assert attempt(layers, "kill_own_child") == Returned(-signal.SIGKILL)
    assert attempt(layers, "write_own") == Returned(["notes.txt"])
    assert attempt(layers, "later_import") == Returned(7.0)
    assert attempt(layers, "thread") == Returned([1])


@needs_box
def test_all_layers_together_are_full(holding):
    held = holding(ALL_LAYERS).held()
    assert held.possible == ()
    assert held.confinement is Confinement.FULL


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
@pytest.mark.parametrize("layers", [NO_LAYERS, ALL_LAYERS], ids=["none", "all"])
def test_worker_is_what_the_system_kills_first(make_worker, holding, layers):
    make_worker("def f():\n    return 1\n", own_zygote=holding(layers)).load()
    worker = holding(layers).process_id()
    assert Path(f"/proc/{worker}/oom_score_adj").read_text(encoding="ascii") == "1000\n"


def test_without_a_box_nothing_is_reached_and_the_rest_is_told(holding):
    held = holding(QUICK_LAYERS).held()
    assert set(held.possible) == {"knows", "fills", "multiplies"}
    assert held.confinement is Confinement.REDUCED
    assert "it can fill the disk" in held.shortcomings()


def test_level_is_measured_and_not_believed(holding):
    assert holding(NO_LAYERS).held() == Held()
    assert holding(NO_LAYERS).held().confinement is Confinement.PROCESS
    files_only = holding(frozenset(LANDLOCK)).held()
    assert files_only.confinement is Confinement.REDUCED
    assert "talks" in files_only.possible
    no_files = holding(frozenset(SECCOMP)).held()
    assert no_files.confinement is Confinement.REDUCED
    assert "reads" in no_files.possible


def test_level_below_the_minimum_is_an_error_that_says_what_is_missing(holding):
    zygote = holding(frozenset(LANDLOCK))
    zygote.require(Confinement.REDUCED)
    with pytest.raises(SandboxError, match=r"expected confinement full.*can use the network"):
        zygote.require(Confinement.FULL)


def test_layer_that_the_system_lacks_is_left_out_and_named(monkeypatch):
    monkeypatch.setattr(bubblewrap, "why_unusable", lambda *_, **__: "it is not installed")
    with Zygote({Layer.BOX}) as zygote:
        held = zygote.held()
        assert held == Held(missing={Layer.BOX: "it is not installed"})
        with pytest.raises(
            SandboxError, match=r"no bubblewrap: it is not installed\. .*apt install bubblewrap"
        ):
            zygote.require(Confinement.REDUCED)


FAILS_LATER = """
import cnnquiz.worker.confine as confine
enter, entered = confine.Confinement.enter, []
def enter_once(self, memory_mb):
    if "tried" in entered:
        raise confine.ConfinementError("landlock", "out of memory")
    enter(self, memory_mb)
confine.Confinement.enter = enter_once
import cnnquiz.worker.zygote as of_worker
try_out = of_worker._try_out
def tried(*arguments):
    found = try_out(*arguments)
    entered.append("tried")
    return found
of_worker._try_out = tried
main()
"""


def test_worker_that_cannot_be_confined_is_our_failure_and_not_a_crash(make_worker, monkeypatch):
    monkeypatch.setattr(
        zygote_module, "_BOOT", zygote_module._BOOT.replace("main()\n", FAILS_LATER)
    )
    with Zygote(QUICK_LAYERS) as failing:
        worker = make_worker("def f():\n    return 1\n", own_zygote=failing)
        for _ in range(2):
            with pytest.raises(SandboxError, match="could not be confined: landlock: out of mem"):
                worker.call("f", (), {})


def test_submission_cannot_make_its_own_failure_ours(make_worker):
    leave = "import os\ndef f():\n    os.write(4, b'x')\ndef g():\n    os._exit(70)\n"
    worker = make_worker(leave)
    assert worker.call("f", (), {}).type == "OSError"  # there is nothing to write to
    assert isinstance(worker.call("g", (), {}), Crashed)


def test_system_without_layers_is_said_to_have_none(monkeypatch):
    monkeypatch.setattr(confinement.sys, "platform", "darwin")
    with Zygote(ALL_LAYERS) as zygote:
        held = zygote.held()
    assert held.confinement is Confinement.PROCESS
    assert set(held.missing) == ALL_LAYERS


def test_solutions_among_the_software_stay_closed(tmp_path, make_worker, monkeypatch):
    folder = tmp_path / "site"
    (folder / "cnnquiz_instructor").mkdir(parents=True)
    (folder / "cnnquiz_instructor" / "check_sums.py").write_text("answer = 42\n", encoding="utf-8")
    (folder / "numbers.py").write_text("ONE = 1\n", encoding="utf-8")
    monkeypatch.setattr(confinement, "software", lambda: [*SOFTWARE, str(folder)])
    monkeypatch.syspath_prepend(folder)
    for layers in (QUICK_LAYERS, ALL_LAYERS):
        with Zygote(layers) as zygote:
            worker = make_worker(ATTEMPTS, own_zygote=zygote)
            assert worker.call("read", (f"{folder}/numbers.py",), {}) == Returned(7 + 1)
            hidden = f"{folder}/cnnquiz_instructor/check_sums.py"
            assert refused(worker.call("read", (hidden,), {}))
            worker.close()
            assert "reads" not in zygote.held().possible


def test_levels_are_in_order():
    levels = (Confinement.PROCESS, Confinement.REDUCED, Confinement.FULL)
    assert [[one.reaches(other) for other in levels] for one in levels] == [
        [True, False, False],
        [True, True, False],
        [True, True, True],
    ]
