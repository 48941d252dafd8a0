"""pytest, driven from inside: checks collected once, and run as often as there are students."""

import contextlib
import os
import sys
import traceback
from collections.abc import Callable, Iterator
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

RunItem = Callable[[pytest.Function], pytest.CallInfo[Any]]


def with_checks(
    checks: Path, state: plugin.State, use: Callable[[list[pytest.Function], RunItem], None]
) -> None:
    """Collect the checks of a file, and call `use` with them and with what runs one.

    Args:
        checks: a `check_….py` file, whose directory counts as pytest's root.
        state: what fixtures hand out; `use` sets it before it runs a check.
        use: called once. A check may be run any number of times; each time its fixtures are new.

    Raises:
        CourseError: the file cannot be collected, or holds no check.
    """
    loop = _Loop(checks, state, use)
    switches = [part for name in _WITHOUT for part in ("-p", f"no:{name}")]
    arguments = [
        *("-c", os.devnull, "--rootdir", str(checks.parent), "--noconftest"),
        *("--import-mode=importlib", "-p", "cnnquiz.judge.plugin"),
        # The plugin can only add to what pytest collects anyway: functions and classes of tests.
        *("-o", "python_functions=check_*", "-o", "python_classes="),
        *switches,
        str(checks),
    ]
    _forget(checks)
    try:
        with _nothing_from_outside():
            status = pytest.main(arguments, plugins=[loop])
    finally:
        _forget(checks)
    if loop.raised is not None:
        raise loop.raised
    if loop.problems or not loop.used:
        unknown = Problem(str(checks), "", f"holds no check that pytest collects ({status!s})")
        raise CourseError(loop.problems or [unknown])


class _Loop:
    def __init__(
        self,
        checks: Path,
        state: plugin.State,
        use: Callable[[list[pytest.Function], RunItem], None],
    ) -> None:
        self.checks = checks
        self.problems: list[Problem] = []
        self.raised: BaseException | None = None
        self.used = False
        self._state = state
        self._use = use
        self._call: pytest.CallInfo[Any] | None = None

    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[plugin.STATE] = self._state

    def pytest_exception_interact(self, call: pytest.CallInfo[Any], report: object) -> None:
        # pytest wraps what kept it from collecting a file in an error of its own.
        if isinstance(report, pytest.CollectReport) and call.excinfo is not None:
            error = call.excinfo.value.__cause__ or call.excinfo.value
            text = error.msg if isinstance(error, SyntaxError) else str(error)
            problem = f"{type(error).__name__}: {text}"
            self.problems.append(Problem(place(error, self.checks), "", problem))

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = [item for item in session.items if isinstance(item, pytest.Function)]
        if items and not self.problems:
            self.used = True
            try:
                self._use(items, self._run)
            # pytest would turn it into a report that nobody reads; it goes on in `with_checks`.
            except BaseException as error:  # noqa: BLE001
                self.raised = error
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[Any]
    ) -> pytest.TestReport:
        # The phase that fails, or else the call itself.
        if call.when == "call" or (call.excinfo and not (self._call and self._call.excinfo)):
            self._call = call
        # pytest's own report would spend 35 ms on a traceback that nobody reads.
        outcome: Literal["failed", "passed"] = "failed" if call.excinfo else "passed"
        when: Any = call.when  # pytest calls this for no phase of the collection
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, when)

    def _run(self, item: pytest.Function) -> pytest.CallInfo[Any]:
        self._call = None  # set by the hook above
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        ran: pytest.CallInfo[Any] | None = self._call  # mypy does not know that a hook sets it
        if ran is None:
            raise RuntimeError(f"pytest did not run {item.name}")
        return ran


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
