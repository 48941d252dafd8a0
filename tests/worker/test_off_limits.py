"""Modules that are off limits may be imported anywhere, and their use is noted and stopped."""

import importlib
import sys

import pytest

from cnnquiz.worker.off_limits import OffLimits, OffLimitsError

NAME = "forbidden_fruit"  # no such module: whatever is imported under it is a stand-in


@pytest.fixture
def finder(tmp_path, monkeypatch) -> OffLimits:
    """A finder in front of all others, for one module that exists and one that does not."""
    (tmp_path / "orchard.py").write_text("apple = 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    finder = OffLimits([NAME, "orchard"])
    finder.install()
    return finder


IMPORTS = [
    f"import {NAME}\nuse = {NAME}.nn.functional.conv2d",
    f"import {NAME} as t\nuse = t.nn.functional.conv2d",
    f"from {NAME} import nn\nuse = nn.functional.conv2d",
    f"import {NAME}.nn.functional as F\nuse = F.conv2d",
    f"import {NAME}.nn.functional\nuse = {NAME}.nn.functional.conv2d",
    f"from {NAME}.nn import functional as g\nuse = g.conv2d",
    f"from {NAME}.nn.functional import conv2d as c\nuse = c",
    f"import importlib\nuse = importlib.import_module('{NAME}.nn.functional').conv2d",
    f"use = __import__('{NAME}').nn.functional.conv2d",
    f"use = getattr(__import__('{NAME}.nn', fromlist=['functional']).functional, 'conv2d')",
]


@pytest.mark.parametrize("source", IMPORTS)
def test_import_alone_is_no_offence_and_use_in_a_call_is_stopped(finder, source):
    scope = {}
    exec(source, scope)  # noqa: S102
    finder.loading = False
    assert finder.used == []
    with pytest.raises(OffLimitsError, match=f"^{NAME}.nn.functional.conv2d is off limits"):
        scope["use"](1, kernel=2)
    assert finder.used == [NAME]


@pytest.mark.parametrize("source", IMPORTS)
def test_import_inside_a_function_is_found_out_just_the_same(finder, source):
    body = "\n    ".join([*source.split("\n"), "return use(1)"])
    scope = {}
    exec(f"def function():\n    {body}", scope)  # noqa: S102
    finder.loading = False
    with pytest.raises(OffLimitsError):
        scope["function"]()
    assert finder.used == [NAME]


def test_module_that_exists_is_hidden_by_a_stand_in(finder):
    module = importlib.import_module("orchard")
    finder.loading = False
    assert not isinstance(module.apple, int)
    with pytest.raises(OffLimitsError):
        module.apple()


def test_module_that_was_imported_before_is_taken_away(tmp_path, monkeypatch):
    (tmp_path / "orchard.py").write_text("apple = 1\n")
    (tmp_path / "orchards.py").write_text("apple = 2\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert importlib.import_module("orchard").apple == 1
    OffLimits(["orchard"]).install()
    assert "orchard" not in sys.modules
    assert importlib.import_module("orchard").apple != 1
    assert importlib.import_module("orchards").apple == 2  # only alike


def test_use_while_the_file_is_loaded_is_noted_and_goes_on(finder):
    scope = {}
    source = (
        f"import {NAME} as t\n"
        "device = t.device('cpu')\n"
        "class Net(t.nn.Module):\n"
        "    size = 3\n"
        "@t.no_grad()\n"
        "def decorated(n):\n"
        "    return n\n"
        "def plain(n):\n"
        "    return n + 1\n"
    )
    exec(source, scope)  # noqa: S102
    assert set(finder.used) == {NAME}
    finder.used.clear()
    finder.loading = False
    assert scope["Net"].size == 3
    assert scope["plain"](1) == 2
    assert finder.used == []
    with pytest.raises(OffLimitsError):
        scope["decorated"](1)
    assert finder.used == [NAME]


def test_base_class_in_a_call_is_stopped(finder):
    module = importlib.import_module(NAME)
    finder.loading = False
    with pytest.raises(OffLimitsError, match=f"{NAME}.nn.Module"):
        exec("class Net(module.nn.Module): pass", {"module": module})  # noqa: S102
    assert finder.used == [NAME]


def test_use_is_noted_even_where_the_error_is_swallowed(finder):
    scope = {}
    source = (
        f"import {NAME} as t\n"
        "def f():\n"
        "    try:\n"
        "        t.f()\n"
        "    except ImportError:\n"
        "        pass\n"
    )
    exec(source, scope)  # noqa: S102
    finder.loading = False
    scope["f"]()
    assert finder.used == [NAME]


def test_other_modules_are_imported_as_ever(finder):
    import json

    assert finder.find_spec("json") is None
    assert json.loads("1") == 1
    assert not finder.covers(f"{NAME}s")
    assert finder.covers(f"{NAME}.nn.functional")
