"""A submission that behaves has its calls answered, within limits, in a process of its own."""

import time

import numpy as np
import pytest

from cnnquiz.errors import SandboxError
from cnnquiz.model.course import Tools
from cnnquiz.sandbox.zygote import Zygote
from cnnquiz.wire.outcome import (
    Crashed,
    Missing,
    Place,
    Raised,
    Returned,
    TimedOut,
    WrongSignature,
)
from cnnquiz.wire.request import call_of

HARMLESS = "def double(n):\n    return 2 * n\n"


# --- calls --------------------------------------------------------------------------------------


def test_loading_waits_until_the_submission_is_there(make_worker):
    worker = make_worker(HARMLESS)
    worker.start()
    assert worker.load() == Returned(["double"])
    assert worker.load() == Returned(None)  # it is there already
    assert worker.call("double", (3,), {}) == Returned(6)


def test_first_call_starts_the_worker_by_itself(make_worker):
    assert make_worker(HARMLESS).call("double", (), {"n": 3}) == Returned(6)


def test_every_outcome_of_a_call_arrives(make_worker):
    worker = make_worker(HARMLESS + "def fail(n):\n    n[0] = 1\n    raise ValueError('n')\n")
    assert worker.call("double", (1, 2), {}) == WrongSignature("(n)")
    assert worker.call("triple", (1,), {}) == Missing("triple", False, ("double", "fail"))
    place = Place(None, 5, "raise ValueError('n')")
    bases = ("ValueError", "Exception", "BaseException", "object")
    assert worker.call("fail", ([0],), {}) == Raised("ValueError", bases, "n", place, ("n",))


def test_arrays_larger_than_any_buffer_go_both_ways(make_worker):
    image = np.arange(4_000_000.0).reshape(2, 2, 1000, 1000)
    outcome = make_worker(HARMLESS).call("double", (image,), {})
    assert np.array_equal(outcome.value, 2 * image)


def test_probes_and_examples_are_run_beside_the_submission(make_worker):
    probes = "def twice(student, n):\n    return student.double(student.double(n))\n"
    worker = make_worker(HARMLESS, probes=probes)
    assert worker.probe("twice", (3,), {}) == Returned(12)
    assert worker.examples(["double(1)\n", "double()\n"]).value[0] == "2\n"


def test_each_worker_of_a_zygote_has_the_probes_of_its_own_exercise(make_worker):
    probes = "calls = []\ndef counted(student):\n    calls.append(0)\n    return {}, len(calls)\n"
    for number in (1, 2, 1):
        worker = make_worker(HARMLESS, probes=probes.format(number))
        counted = [worker.probe("counted", (), {}).value for _ in range(2)]
        worker.close()
        assert counted == [(number, 1), (number, 2)]
    assert make_worker(HARMLESS).probe("counted", (), {}) == Missing("counted", False, ())


def test_every_worker_of_every_zygote_draws_the_same(make_worker):
    source = (
        "import random, numpy\n"
        "def draw():\n"
        "    return random.random(), float(numpy.random.rand()), numpy.random.permutation(9)\n"
    )
    drawn = []
    for number in range(3):
        with Zygote() as own:
            worker = make_worker(source if number else f"{source}draw()\n", own_zygote=own)
            drawn.append([worker.call("draw", (), {}).value for _ in range(3)])
            worker.close()

    assert str(drawn[1]) == str(drawn[2])
    # The first one has drawn before.
    assert str(drawn[0][:2]) == str(drawn[1][1:])
    assert drawn[1][0][0] != drawn[1][1][0]


def test_submission_that_cannot_be_loaded_says_why_at_every_call(make_worker):
    worker = make_worker("x = 1", "1 / 0")
    for _ in range(2):
        outcome = worker.call("double", (1,), {})
        assert outcome.type == "ZeroDivisionError"
        assert outcome.place == Place(2, 1, "1 / 0")


def test_use_of_what_is_off_limits_is_handed_on_once(make_worker):
    source = "import scipy\ndef cheat():\n    return scipy.signal.correlate(1)\n"
    worker = make_worker(source, off_limits=("scipy",))
    assert worker.call("cheat", (), {}).type == "OffLimitsError"
    assert set(worker.off_limits_used()) == {"scipy"}
    assert worker.off_limits_used() == ()


def test_close_may_be_called_at_any_time_and_twice(make_worker):
    worker = make_worker(HARMLESS)
    worker.close()
    worker.start()
    worker.close()
    worker.close()
    assert worker.call("double", (1,), {}) == Returned(2)


def test_closed_zygote_makes_no_workers(make_worker):
    zygote = Zygote()
    zygote.close()
    with pytest.raises(SandboxError, match="worker process is gone"):
        make_worker(HARMLESS, own_zygote=zygote).start()


@pytest.mark.slow
def test_tensors_arrive_as_tensors(make_worker):
    import torch

    source = "import torch\ndef kind(x):\n    return type(x) is torch.Tensor, x + torch.ones(2)\n"
    worker = make_worker(source, tools=Tools.TORCH, memory_mb=1024)
    is_tensor, value = worker.call("kind", (torch.zeros(2),), {}).value
    assert is_tensor
    assert torch.equal(value, torch.ones(2))


# --- what is printed ----------------------------------------------------------------------------


def test_output_belongs_to_the_call_that_printed_it(make_worker):
    worker = make_worker(
        "import os, subprocess, sys\n"
        "print('loading')\n"
        "def ways():\n"
        "    print('print', end=' ', flush=True)\n"
        "    os.write(1, b'write ')\n"
        "    subprocess.run(['/bin/echo', '-n', 'process '])\n"
        "    print('error', end='', file=sys.stderr)\n"
        "def partial(n):\n"
        "    print(n, end='')\n"
    )
    worker.load()
    assert worker.printed() == "loading\n"
    worker.call("ways", (), {})
    assert worker.printed() == "print write process error"
    for n in range(5):
        worker.call("partial", (n,), {})
        assert worker.printed() == str(n)
    assert worker.printed() == ""


def test_last_words_of_a_worker_are_kept(make_worker):
    worker = make_worker("import os\ndef f():\n    print('last words')\n    os._exit(1)\n")
    worker.call("f", (), {})
    assert worker.printed() == "last words\n"


# --- time ---------------------------------------------------------------------------------------


def test_calls_of_one_check_share_its_time(make_worker):
    worker = make_worker("import time\ndef nap():\n    time.sleep(0.4)\n", seconds=1.0)
    worker.load()
    worker.begin_check()
    outcomes = [worker.call("nap", (), {}) for _ in range(3)]
    assert outcomes == [Returned(None), Returned(None), TimedOut(1.0)]
    worker.begin_check()
    assert worker.call("nap", (), {}) == Returned(None)


def test_check_may_be_given_a_share_of_the_time(make_worker):
    worker = make_worker("def hang():\n    while True: pass\n", seconds=5.0)
    worker.load()
    worker.begin_check(0.05)
    begun = time.monotonic()
    assert worker.call("hang", (), {}) == TimedOut(0.25)
    assert time.monotonic() - begun < 2


def test_file_that_is_never_loaded_costs_its_time_limit(make_worker):
    worker = make_worker("while True: pass", seconds=0.5)
    assert worker.load() == TimedOut(0.5)


# --- what is asked ahead ------------------------------------------------------------------------


def requests(*calls):
    return [call_of(name, args, {}) for name, *args in calls]


def test_what_is_foreseen_is_answered_in_order(make_worker):
    worker = make_worker(HARMLESS)
    foreseen = requests(*(("double", n) for n in range(300)))
    for _ in range(2):  # the second time, replies are known by their bytes
        worker.begin_check(1.0, foreseen)
        assert [worker.ask(one).value for one in foreseen] == [2 * n for n in range(300)]


def test_check_that_ends_early_leaves_nothing_to_the_next(make_worker):
    source = "seen = []\ndef note(n):\n    seen.append(n)\n    return list(seen)\n"
    worker = make_worker(source)
    foreseen = requests(("note", 1), ("note", 2), ("note", 3))
    worker.begin_check(1.0, foreseen)
    assert worker.ask(foreseen[0]) == Returned([1])
    worker.begin_check()
    # All of it was done: what a submission keeps does not depend on when the judge lost interest.
    assert worker.call("note", (4,), {}) == Returned([1, 2, 3, 4])


def test_what_was_not_foreseen_is_asked_all_the_same(make_worker):
    worker = make_worker(HARMLESS)
    foreseen = requests(("double", 1), ("double", 2))
    worker.begin_check(1.0, foreseen)
    assert worker.ask(foreseen[0]) == Returned(2)
    assert worker.call("double", (7,), {}) == Returned(14)
    assert worker.ask(foreseen[1]) == Returned(4)


def test_crash_among_what_is_foreseen_costs_the_call_in_which_it_happens(make_worker):
    source = "import os\ndef f(n):\n    if n == 2:\n        os._exit(1)\n    return n\n"
    worker = make_worker(source)
    foreseen = requests(("f", 0), ("f", 1), ("f", 2), ("f", 3))
    worker.begin_check(1.0, foreseen)
    outcomes = [worker.ask(one) for one in foreseen]
    assert outcomes[:2] == [Returned(0), Returned(1)]
    assert outcomes[2] == Crashed("it left without an answer, as os._exit does")
    assert outcomes[3] == Returned(3)


def test_hang_that_nobody_waits_for_is_given_a_second_and_not_the_limit(make_worker, monkeypatch):
    source = "import time\ndef f(n):\n    while n: time.sleep(0.01)\n    return n\n"
    worker = make_worker(source, seconds=60.0)
    foreseen = requests(("f", 0), ("f", 1))
    worker.begin_check(1.0, foreseen)
    assert worker.ask(foreseen[0]) == Returned(0)
    granted, exchange = [], worker._exchange

    def watched(deadline):
        granted.append(deadline - time.monotonic())
        exchange(deadline)

    monkeypatch.setattr(worker, "_exchange", watched)
    worker.begin_check()
    assert granted
    assert max(granted) <= 1.0
    assert worker.call("f", (0,), {}) == Returned(0)


def test_time_of_what_is_foreseen_is_the_check_s(make_worker):
    worker = make_worker("import time\ndef nap():\n    time.sleep(0.4)\n", seconds=1.0)
    worker.load()
    foreseen = requests(*[("nap",)] * 3)
    worker.begin_check(1.0, foreseen)
    assert [worker.ask(one) for one in foreseen] == [Returned(None), Returned(None), TimedOut(1.0)]


def test_use_of_what_is_off_limits_belongs_to_the_request_that_used_it(make_worker):
    source = "import scipy\ndef f(n):\n    return scipy.cos(n) if n else n\n"
    worker = make_worker(source, off_limits=("scipy",))
    foreseen = requests(("f", 0), ("f", 1), ("f", 0))
    worker.begin_check(1.0, foreseen)
    used = []
    for one in foreseen:
        worker.ask(one)
        used.append(set(worker.off_limits_used()))
    assert used == [set(), {"scipy"}, set()]
    worker.begin_check(1.0, foreseen)
    worker.ask(foreseen[0])
    worker.begin_check()
    assert worker.off_limits_used() == ()
