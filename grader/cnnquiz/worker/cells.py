"""Notebook cells as Python: magics and shell lines are dropped, line numbers stay."""

import re
from collections.abc import Sequence
from types import CodeType

_CELL_OF_PYTHON = re.compile(r"%%(time|timeit|capture|prun)\b")
_NOT_PYTHON = re.compile(r"\s*([%!?]|[\w.]+\?{1,2}\s*$|[\w\s,]+=\s*[%!])")


def compile_cell(source: str, filename: str) -> CodeType:
    """Return the code of one cell.

    A line is dropped only where Python itself stumbles over it: `% width` at the start of a line
    inside parentheses is arithmetic, and stays.

    Args:
        source: the cell's text, or a whole `.py` file.
        filename: the name that tracebacks give the cell.

    Raises:
        SyntaxError: what is left is not Python.
    """
    first = source.lstrip()
    if first.startswith("%%"):
        if not _CELL_OF_PYTHON.match(first):  # such as %%bash, %%html: no Python at all
            return compile("", filename, "exec")
        source = source.replace(first.partition("\n")[0], "", 1)
    lines = source.split("\n")
    while True:
        try:
            return compile("\n".join(lines), filename, "exec", dont_inherit=True)
        except SyntaxError as error:
            line = (error.lineno or 0) - 1
            if not (0 <= line < len(lines) and _NOT_PYTHON.match(lines[line])):
                raise
            for after in _continued(lines, line):
                lines[after] = ""
            # `pass` and not an empty line: it may be all that stands below an `if`.
            lines[line] = re.match(r"\s*", lines[line])[0] + "pass"  # type: ignore[index]  # matches always


def _continued(lines: Sequence[str], line: int) -> range:
    """Return the lines to which the one at index `line` goes on, by a backslash at its end."""
    end = line
    while end + 1 < len(lines) and lines[end].rstrip().endswith("\\"):
        end += 1
    return range(line + 1, end + 1)
