"""Runs the examples of docstrings. Needs nothing but Python."""

import doctest
from collections.abc import Callable
from typing import Any


class Different(AssertionError):  # noqa: N818  # students read the name
    """Some examples give something else than they should."""

    def _render_traceback_(self) -> list[str]:  # what Jupyter shows in place of a traceback
        return str(self).split("\n")


class _Runner(doctest.DocTestRunner):
    """Keeps what is different, and prints nothing."""

    def __init__(self) -> None:
        flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL
        super().__init__(verbose=False, optionflags=flags)
        self.different: list[str] = []
        self.unwritten = False

    def report_failure(self, _out: Any, _test: Any, example: doctest.Example, got: str) -> None:
        wanted = example.want.strip() or "nothing"
        if example.exc_msg is not None:
            wanted = f"a {example.exc_msg.partition(':')[0]}"
        self._note(example, wanted, got.strip() or "nothing")

    def report_unexpected_exception(
        self, _out: Any, _test: Any, example: doctest.Example, exc_info: Any
    ) -> None:
        self.unwritten |= issubclass(exc_info[0], NotImplementedError)
        self._note(
            example, example.want.strip() or "nothing", f"{exc_info[0].__name__}: {exc_info[1]}"
        )

    def _note(self, example: doctest.Example, wanted: str, got: str) -> None:
        self.different.append(
            f"{example.source.strip()}\n    should give: {wanted}\n    gives:       {got}"
        )


def examples(function: Callable[..., Any]) -> None:
    """Run the examples in a function's docstring, and say which give something else.

    Raises:
        Different: some do.
    """
    name = function.__name__
    test = doctest.DocTestParser().get_doctest(
        function.__doc__ or "", dict(globals()), name, None, None
    )
    runner = _Runner()
    runner.run(test, out=lambda _text: None)
    if runner.unwritten:
        raise Different(f"{name} is not written yet.")
    if runner.different:
        count = f"{len(runner.different)} of {len(test.examples)} examples of {name} differ:"
        raise Different("\n".join([count, *runner.different]))
    print(f"{name}: all {len(test.examples)} examples give what they should.")  # noqa: T201  # a cell's output
