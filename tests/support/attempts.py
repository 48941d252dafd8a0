"""What a submission may attempt, and what a test needs for holding it."""

import os

import pytest

from cnnquiz.sandbox import bubblewrap, confinement
from cnnquiz.wire.outcome import Outcome, Raised

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


def refused(outcome: Outcome) -> bool:
    """Tell whether the system refused, or what was asked for was not there."""
    return isinstance(outcome, Raised) and "OSError" in outcome.bases
