"""All layers together are full, and what is lacking is measured and told."""

import signal
import sys
from pathlib import Path

import pytest

from cnnquiz.errors import SandboxError
from cnnquiz.model.report import Confinement
from cnnquiz.sandbox import bubblewrap, confinement, process
from cnnquiz.sandbox.confinement import ALL_LAYERS, NO_LAYERS, QUICK_LAYERS, Held, Layer
from cnnquiz.sandbox.zygote import Zygote
from cnnquiz.wire.outcome import Crashed, Returned
from support.attempts import ATTEMPTS, SOFTWARE, needs_box, refused


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
    files_only = holding(frozenset({Layer.LANDLOCK})).held()
    assert files_only.confinement is Confinement.REDUCED
    assert "talks" in files_only.possible
    no_files = holding(frozenset({Layer.SECCOMP})).held()
    assert no_files.confinement is Confinement.REDUCED
    assert "reads" in no_files.possible


def test_level_below_the_minimum_is_an_error_that_says_what_is_missing(holding):
    zygote = holding(frozenset({Layer.LANDLOCK}))
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
of_worker.main()
"""


def test_worker_that_cannot_be_confined_is_our_failure_and_not_a_crash(make_worker, monkeypatch):
    before, _, _ = process._BOOT.strip().rpartition("\n")
    monkeypatch.setattr(process, "_BOOT", before + FAILS_LATER)
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
