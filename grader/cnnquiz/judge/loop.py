"""pytest, driven from inside: checks collected once, and run for one student after another."""

import contextlib
import os
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest

from cnnquiz.errors import CourseError, Problem
from cnnquiz.judge import plugin

# What of pytest a judge does without: everything that prints, captures, caches or adds tests.
# Its terminal plugin also keeps statistics that would grow with every student.
_WITHOUT = (
    *("terminal", "capture", "logging", "cacheprovider", "doctest", "junitxml", "pastebin"),
    *("unittest", "debugging", "stepwise", "setuponly", "setupplan", "legacypath", "faulthandler"),
    *("warnings", "tmpdir", "recwarn", "monkeypatch", "threadexception", "unraisableexception"),
    *("subtests", "skipping", "assertion"),
)


class Checks:
    """The checks of one file, collected once; each may be run any number of times.

    pytest's own session is over by then. What a check needs of it, its fixtures and hooks, belongs
    to the items and lives as long as they do.

    Attributes:
        items: the checks, in the order of the file.
    """

    def __init__(self, file: Path, state: plugin.State) -> None:
        """Collect them.

        Args:
            file: a `check_….py` file, whose directory counts as pytest's root.
            state: what fixtures hand out; whoever runs a check sets it first.

        Raises:
            CourseError: the file cannot be collected, or holds no check.
        """
        self._hooks = _Hooks(file, state)
        switches = [part for name in _WITHOUT for part in ("-p", f"no:{name}")]
        arguments = [
            *("-c", os.devnull, "--rootdir", str(file.parent), "--noconftest"),
            *("--import-mode=importlib", "-p", "cnnquiz.judge.plugin"),
            # The plugin can only add to what pytest collects anyway: test functions and classes.
            *("-o", "python_functions=check_*", "-o", "python_classes="),
            *switches,
            str(file),
        ]
        _forget(file)
        try:
            with _nothing_from_outside():
                status = pytest.main(arguments, plugins=[self._hooks])
        finally:
            _forget(file)
        self.items = self._hooks.items
        if self._hooks.problems or not self.items:
            unknown = Problem(str(file), "", f"holds no check that pytest collects ({status!s})")
            raise CourseError(self._hooks.problems or [unknown])

    def run(self, item: pytest.Function) -> pytest.CallInfo[Any]:
        """Run one of the checks, with new fixtures, and return how its call ended."""
        self._hooks.call = None  # set by a hook
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        ran: pytest.CallInfo[Any] | None = self._hooks.call  # mypy does not know of the hook
        if ran is None:
            raise RuntimeError(f"pytest did not run {item.name}")
        return ran


class _Hooks:
    """What pytest calls back."""

    def __init__(self, checks: Path, state: plugin.State) -> None:
        self.items: list[pytest.Function] = []
        self.problems: list[Problem] = []
        self.call: pytest.CallInfo[Any] | None = None
        self._checks = checks
        self._state = state

    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[plugin.STATE] = self._state

    def pytest_exception_interact(self, call: pytest.CallInfo[Any], report: object) -> None:
        # pytest wraps what kept it from collecting a file in an error of its own.
        if isinstance(report, pytest.CollectReport) and call.excinfo is not None:
            error = call.excinfo.value.__cause__ or call.excinfo.value
            text = error.msg if isinstance(error, SyntaxError) else str(error)
            problem = f"{type(error).__name__}: {text}"
            self.problems.append(Problem(place(error, self._checks), "", problem))

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.items = [item for item in session.items if isinstance(item, pytest.Function)]
        return True  # nothing is run yet

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[Any]
    ) -> pytest.TestReport:
        # The phase that fails, or else the call itself.
        if call.when == "call" or (call.excinfo and not (self.call and self.call.excinfo)):
            self.call = call
        # pytest's own report would spend 35 ms on a traceback that nobody reads.
        outcome: Literal["failed", "passed"] = "failed" if call.excinfo else "passed"
        when: Any = call.when  # pytest calls this for no phase of the collection
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, when)


def _forget(checks: Path) -> None:
    """Drop a file's module: pytest would take it for the next file of that name, or for news."""
    for name, module in list(sys.modules.items()):
        # Past `__getattr__`, which in a lazy module may import anything.
        if getattr(module, "__dict__", {}).get("__file__") == str(checks):
            del sys.modules[name]


def place(error: BaseException, checks: Path) -> str:
    """Return the file and line of a check at which an error was raised."""
    lines = [
        line
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename == str(checks)
    ]
    if isinstance(error, SyntaxError) and error.filename == str(checks) and error.lineno:
        lines.append(error.lineno)
    return f"{checks}:{lines[-1]}" if lines else str(checks)


@contextlib.contextmanager
def _nothing_from_outside() -> Iterator[None]:
    """Keep environment variables from changing what pytest does: other results, other plugins."""
    before = {name: value for name, value in os.environ.items() if name.startswith("PYTEST_")}
    for name in before:
        del os.environ[name]
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
        os.environ.update(before)
