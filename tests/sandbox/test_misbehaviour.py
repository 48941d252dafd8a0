"""Whatever a submission does to its worker costs the call at hand; the next one works."""

import time
import tracemalloc

import psutil
import pytest

from cnnquiz.sandbox.confinement import NO_LAYERS
from cnnquiz.sandbox.zygote import Zygote
from cnnquiz.wire.outcome import (
    BrokeProtocol,
    Crashed,
    Missing,
    Outcome,
    Place,
    Raised,
    Returned,
    TimedOut,
)
from cnnquiz.wire.values import TOO_LARGE, Opaque

# What a submission needs to speak to the judge behind its own worker's back.
TOOLKIT = """\
import ctypes, os, resource, signal, struct, sys, threading, time
from cnnquiz.wire.frames import frame
from cnnquiz.wire.values import encode

def request_id():
    below = sys._getframe()
    while type(below.f_locals.get("request")) is not int:
        below = below.f_back
    return below.f_locals["request"]

def send(data):
    while data:
        data = data[os.write(3, data):]

def reply(outcome, **more):
    return frame(request_id(), encode({"outcome": outcome, "off_limits": [], **more}))

def as_reply(structure):
    return frame(request_id(), len(structure).to_bytes(4, "big") + structure)

def returned(value):
    return {"returned": value, "modified": []}

def harmless():
    return 1

"""


def submission(body: str) -> str:
    """Return a submission whose function `misbehave` has this body."""
    lines = "\n".join(f"    {line}" for line in body.split("\n"))
    return f"{TOOLKIT}def misbehave():\n{lines}\n"


def outcome_and_recovery(make_worker, body: str, **options) -> Outcome:
    """Return what misbehaving comes to, after making sure that the next call works."""
    worker = make_worker(submission(body), **options)
    assert worker.call("harmless", (), {}) == Returned(1)
    outcome = worker.call("misbehave", (), {})
    worker.begin_check()
    assert worker.call("harmless", (), {}) == Returned(1)
    return outcome


# --- hangs, crashes, exits ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "while True:\n    pass",
        "time.sleep(60)",
        "threading.Thread(target=time.sleep, args=(60,)).start()\nthreading.Event().wait()",
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\nos.kill(os.getpid(), signal.SIGSTOP)",
        "send(struct.pack('>IQ', 2**20, request_id()))\ntime.sleep(60)",  # a frame without end
        "while True:\n    print('x' * 1000)",
    ],
)
def test_hang_is_ended_at_the_limit(make_worker, body):
    worker = make_worker(submission(body), seconds=1.0)
    worker.load()
    worker.begin_check(0.5)
    begun = time.monotonic()
    assert worker.call("misbehave", (), {}) == TimedOut(0.5)
    assert time.monotonic() - begun < 2.0  # a busy machine may take its time to kill
    worker.begin_check()
    assert worker.call("harmless", (), {}) == Returned(1)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("os._exit(0)", "it left without an answer, as os._exit does"),
        ("os._exit(3)", "it left without an answer, as os._exit does"),
        ("os.abort()", "an abort in native code (SIGABRT)"),
        ("ctypes.string_at(0)", "a segmentation fault (SIGSEGV)"),
        ("os.kill(os.getpid(), 9)", "killed by the system, most likely for want of memory"),
        ("os.kill(os.getpid(), signal.SIGTERM)", "signal SIGTERM"),
        ("signal.raise_signal(signal.SIGFPE)", "an arithmetic error in native code (SIGFPE)"),
        ("os.close(3)", "it left without an answer, as os._exit does"),
        ("os.dup2(0, 3)", "it left without an answer, as os._exit does"),
        ("os.close(3)\ntime.sleep(60)", "it closed its connection to the judge"),
        ("os.closerange(0, 256)", "it left without an answer, as os._exit does"),
        ("os.execv('/bin/true', ['true'])", "it left without an answer, as os._exit does"),
    ],
)
def test_death_of_the_worker_is_a_crash_with_its_reason(make_worker, body, reason):
    outcome = outcome_and_recovery(make_worker, body)
    assert isinstance(outcome, Crashed)
    assert outcome.reason.startswith(reason)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("return bytearray(10**9)", "MemoryError"),
        ("import numpy\nreturn numpy.ones(10**9)", "MemoryError"),
        ("rows = []\nwhile True:\n    rows.append(bytearray(10**6))", "MemoryError"),
        ("sys.exit()", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("[open('/dev/null') for _ in range(999)]", "OSError"),
    ],
)
def test_exception_of_any_kind_leaves_the_worker_alive(make_worker, body, name):
    outcome = outcome_and_recovery(make_worker, body)
    assert isinstance(outcome, Raised)
    assert outcome.type == name


def test_new_worker_has_the_submission_loaded_afresh(make_worker):
    step = "count = []\ndef step():\n    count.append(1)\n    return len(count)\n"
    worker = make_worker(submission("os._exit(1)") + step)
    assert [worker.call("step", (), {}).value for _ in range(2)] == [1, 2]
    assert isinstance(worker.call("misbehave", (), {}), Crashed)
    assert worker.call("step", (), {}) == Returned(1)


def test_crash_while_the_file_is_loaded_is_a_crash(make_worker):
    worker = make_worker("import os\nos._exit(5)\n")
    assert worker.load() == Crashed("it left without an answer, as os._exit does")
    assert worker.call("f", (), {}) == Crashed("it left without an answer, as os._exit does")


# --- forged bytes -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("send(2 * reply(returned(7)))", "an answer that was not asked for"),
        ("send(reply(returned(7)) + b'half')", "an answer that was not asked for"),
        ("send(frame(request_id() ^ 1, encode(7)))", "an answer that was not asked for"),
        ("send(frame(0, b''))", "an answer that was not asked for"),
        ("send(b'garbage, and more of it')", "a frame of"),
        (
            "send(struct.pack('>IQ', 2**32 - 1, request_id()))",
            "a frame of more than 67,108,864 bytes",
        ),
        ("send(frame(request_id(), b''))", "ends before its structure does"),
        ("send(frame(request_id(), os.urandom(99)))", ""),
        ("send(frame(request_id(), encode(7)))", "a reply without an outcome"),
        ("send(reply(returned(7), verdict='passed'))", "a reply without an outcome"),
        ("send(reply({'passed': True}))", "a reply that is not the outcome of a call"),
        ("send(reply({'timed_out': 1.0}))", "a reply that is not the outcome of a call"),
        ("send(as_reply(b'[\"list\",' * 10**5 + b']' * 10**5))", "structure is not JSON"),
        ('send(as_reply(b\'["array","int8",[0,%d],"C"]\' % (2**80)))', "an array whose axes"),
    ],
)
def test_bytes_that_are_no_answer_break_the_protocol(make_worker, body, problem):
    # It never gets to the worker's own reply, which would be one more broken rule.
    outcome = outcome_and_recovery(make_worker, f"{body}\ntime.sleep(60)", seconds=10.0)
    assert isinstance(outcome, BrokeProtocol)
    assert outcome.problem.startswith(problem)


def test_single_byte_before_the_answer_breaks_the_protocol(make_worker):
    outcome = outcome_and_recovery(make_worker, "send(b'!')\nreturn 1")
    assert outcome == BrokeProtocol("a frame of more than 67,108,864 bytes")


def test_forged_answer_is_found_out_by_the_real_one(make_worker):
    worker = make_worker(submission("send(reply(returned(7)))\nreturn 1"))
    worker.load()
    outcomes = [worker.call("misbehave", (), {}), worker.call("harmless", (), {})]
    # The real one may arrive together with the forged one, or be in the way of the next.
    assert any(isinstance(outcome, BrokeProtocol) for outcome in outcomes)
    assert worker.call("harmless", (), {}) == Returned(1)


@pytest.mark.parametrize(
    "body",
    [
        "send(reply(returned(7)))\ntime.sleep(0.05)\nreturn 7",  # the real one comes late
        "send(reply(returned(7)))\ntime.sleep(60)",
        "threading.Thread(target=lambda: [os.read(3, 2**16), time.sleep(60)]).start()\nreturn 7",
        "sys.modules['cnnquiz.worker.serve'].Worker.answer = lambda *_: b''\nreturn 7",
    ],
)
def test_damage_that_a_check_leaves_behind_does_not_cost_the_next_one(make_worker, body):
    worker = make_worker(submission(body), seconds=2.0)
    assert worker.call("misbehave", (), {}) == Returned(7)
    worker.begin_check()
    assert worker.call("harmless", (), {}) == Returned(1)


def test_check_that_does_the_damage_itself_pays_for_it(make_worker):
    worker = make_worker(submission("send(2 * reply(returned(7)))\nreturn 7"))
    assert worker.call("harmless", (), {}) == Returned(1)
    for _ in range(2):
        worker.begin_check()
        broken = BrokeProtocol("an answer that was not asked for")
        assert worker.call("misbehave", (), {}) == broken


def test_answer_before_the_question_breaks_the_protocol(make_worker):
    worker = make_worker(submission("pass") + "send(frame(1, encode(7)))\n")
    assert worker.load() == BrokeProtocol("an answer that was not asked for")


def test_answer_of_another_kind_to_the_request_to_load_breaks_the_protocol(make_worker):
    worker = make_worker(
        f"{TOOLKIT}send(reply({{'missing': ['f', False, []]}}))\ntime.sleep(60)\n", seconds=10.0
    )
    problem = "an answer of another kind to the request to load"
    assert worker.load() == BrokeProtocol(problem)


def test_value_nested_too_deeply_arrives_as_too_large(make_worker):
    body = "value = 1\nfor _ in range(500):\n    value = [value]\nreturn value"
    assert outcome_and_recovery(make_worker, body) == Returned(Opaque(TOO_LARGE))


def test_forged_place_shows_the_submission_s_own_line_or_none(make_worker):
    forged = "['E', [], 'text', [None, {line}, 'an answer smuggled out']]"
    body = "send(reply({{'raised': {forged}, 'modified': []}}))\ntime.sleep(60)"
    places = []
    for line in (2, 0, -1, 10**6):
        worker = make_worker(submission(body.format(forged=forged.format(line=line))))
        places.append(worker.call("misbehave", (), {}).place)
        worker.close()  # a zygote serves one at a time
    assert places == [Place(None, 2, "from cnnquiz.wire.frames import frame"), None, None, None]


def test_forged_list_of_functions_holds_only_names_of_the_file(make_worker):
    outcome = "{'missing': ['f', False, ['harmless', 'smuggled'[::-1]]]}"
    body = f"send(reply({outcome}))\ntime.sleep(60)"
    worker = make_worker(submission(body))
    assert worker.call("misbehave", (), {}) == Missing("f", False, ("harmless",))


# --- output -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "os.close(1)\nos.close(2)\nreturn 1",
        "sys.stdout.close()\nsys.stderr.close()\nreturn 1",
        "sys.stdout = sys.stderr = None\nreturn 1",
        "sys.stdout = sys.__stdout__ = object()\nreturn 1",
        "os.dup2(0, 1)\nprint('x')\nreturn 1",
    ],
)
def test_worker_without_output_answers_all_the_same(make_worker, body):
    assert outcome_and_recovery(make_worker, body) == Returned(1)


def test_flood_of_output_is_cut_and_the_answer_still_arrives(make_worker):
    body = "for _ in range(100):\n    sys.stdout.write('x' * 2**20)\nreturn 1"
    worker = make_worker(submission(body), seconds=30.0)
    worker.load()
    tracemalloc.start()
    try:
        outcome = worker.call("misbehave", (), {})
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert outcome == Returned(1)
    assert peak < 2**22
    assert worker.printed() == "x" * 2**16
    worker.call("harmless", (), {})
    assert worker.printed() == ""


# --- processes ----------------------------------------------------------------------------------


def assert_gone(pids: list[int]) -> None:
    """Fail if a process is still there after two seconds."""
    processes = [psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)]
    _, alive = psutil.wait_procs(processes, timeout=2)
    assert alive == []


DAEMON = """\
ours, theirs = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.setsid()
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        os.write(theirs, str(os.getpid()).encode())
        os.closerange(0, 256)
        time.sleep(60)
    os._exit(0)
os.wait()
pid = int(os.read(ours, 20))
"""
STORM = """\
pids = []
for index in range(30):
    pid = os.fork()
    if pid == 0:
        if index % 3 == 0:
            os.setsid()
        if index % 3 == 1:
            os.kill(os.getpid(), signal.SIGSTOP)
        time.sleep(60)
        os._exit(0)
    pids.append(pid)
"""


@pytest.mark.parametrize(
    "body", [f"{DAEMON}return [pid]", f"{STORM}return pids"], ids=["daemon", "storm"]
)
def test_processes_that_a_submission_leaves_behind_are_gone_after_it(
    make_worker, bare_zygote, body
):
    worker = make_worker(submission(body), own_zygote=bare_zygote)
    pids = worker.call("misbehave", (), {}).value
    assert pids
    assert all(psutil.pid_exists(pid) for pid in pids)
    worker.close()
    assert_gone(pids)


def test_processes_of_a_worker_that_hangs_are_gone_with_it(make_worker, bare_zygote):
    body = f"{DAEMON}print(pid)\ntime.sleep(60)"
    worker = make_worker(submission(body), seconds=1.0, own_zygote=bare_zygote)
    worker.load()
    assert worker.call("misbehave", (), {}) == TimedOut(1.0)
    assert_gone([int(worker.printed())])


def test_processes_of_a_worker_that_leaves_are_gone_with_it(make_worker, bare_zygote):
    worker = make_worker(submission(f"{DAEMON}print(pid)\nos._exit(4)"), own_zygote=bare_zygote)
    assert worker.call("misbehave", (), {}) == Crashed(
        "it left without an answer, as os._exit does"
    )
    assert_gone([int(worker.printed())])


def test_submission_that_kills_the_zygote_costs_its_own_call(make_worker):
    with Zygote(NO_LAYERS) as own:
        body = "os.kill(os.getppid(), 9)\ntime.sleep(60)"
        worker = make_worker(submission(body), own_zygote=own)
        assert isinstance(worker.call("misbehave", (), {}), Crashed)
        worker.begin_check()
        assert worker.call("harmless", (), {}) == Returned(1)
        worker.close()
        other = make_worker(submission("return 2"), own_zygote=own)
        assert other.call("misbehave", (), {}) == Returned(2)
        other.close()


@pytest.mark.slow
def test_submission_that_stops_the_zygote_costs_nobody_else_anything(make_worker):
    with Zygote(NO_LAYERS) as own:
        worker = make_worker(
            submission("os.kill(os.getppid(), signal.SIGSTOP)\nreturn os.getppid()"), own_zygote=own
        )
        stopped = worker.call("misbehave", (), {}).value
        worker.close()
        assert_gone([stopped])
        other = make_worker(submission("return 2"), own_zygote=own)
        assert other.call("misbehave", (), {}) == Returned(2)
        other.close()
