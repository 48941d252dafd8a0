"""A reference, taken apart into what becomes a cell each."""

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cnnquiz.course.stub import BEGIN, END


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a reference that makes a cell.

    Attributes:
        function: the exercise's function or class that it defines; None for what students are
            given: imports, constants.
        source: its text. What nbgrader cuts out of it stands between the delimiters.
    """

    function: str | None
    source: str


def pieces(reference: str, functions: Sequence[str]) -> tuple[Piece, ...]:
    """Return the pieces of a reference, in order, without its docstring.

    What a reference defines outside of the exercise's functions, for its own use, is hidden as
    well. nbgrader leaves `raise NotImplementedError` in place of everything it cuts, which at the
    left margin would stop a notebook. So such a part is moved to the end of the solution that
    follows it, between the same delimiters, where it is defined before anything is called.

    Args:
        reference: the text of a reference that `cnnquiz author verify` accepts.
        functions: the names of what students write.
    """
    lines = reference.split("\n")
    hidden = _hidden_at_margin(lines)
    found: list[Piece] = []
    waiting: list[str] = []  # hidden text that goes into the next solution
    statements = ast.parse(reference).body
    has_docstring = ast.get_docstring(ast.parse(reference)) is not None
    begun = (statements[0].end_lineno or 0) if has_docstring else 0
    for node in statements:
        name = getattr(node, "name", None)
        if name not in functions or any(node.lineno - 1 in region for region in hidden):
            continue
        first, end = _first(node), _end(lines, node)
        found += _given(_visible(lines, range(begun, first), hidden, waiting))
        found.append(Piece(name, _with(_text(lines[first:end]), waiting)))
        waiting, begun = [], end
    found += _given(_visible(lines, range(begun, len(lines)), hidden, waiting))
    return _appended(found, waiting)


def _hidden_at_margin(lines: Sequence[str]) -> list[range]:
    """Return the ranges of lines that a stub lacks, delimiters included, at the left margin."""
    begins = [index for index, line in enumerate(lines) if line.rstrip() == BEGIN]
    ends = [index for index, line in enumerate(lines) if line.rstrip() == END]
    return [range(first, last + 1) for first, last in zip(begins, ends, strict=True)]


def _first(node: ast.stmt) -> int:
    """Return the index of a definition's first line, decorators included."""
    decorators = getattr(node, "decorator_list", [])
    first: int = min([node.lineno, *(one.lineno for one in decorators)])
    return first - 1


def _end(lines: Sequence[str], node: ast.stmt) -> int:
    """Return the index behind a statement's last line; a delimiter below it belongs to it."""
    end = node.end_lineno or node.lineno
    text = lines[node.lineno - 1 : end]
    if sum(BEGIN in line for line in text) > sum(END in line for line in text):
        while END not in lines[end]:
            end += 1
        end += 1
    return end


def _visible(
    lines: Sequence[str], where: range, hidden: Sequence[range], taken: list[str]
) -> list[str]:
    """Return the lines of a range that stubs have, too; the text of the others joins `taken`."""
    regions = [region for region in hidden if region.start in where]
    taken += [_text(lines[region.start + 1 : region.stop - 1]) for region in regions]
    return [lines[at] for at in where if not any(at in region for region in hidden)]


def _given(lines: Sequence[str]) -> list[Piece]:
    text = _text(lines)
    return [Piece(None, text)] if text else []


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines).strip("\n").rstrip()


def _with(source: str, hidden: Sequence[str]) -> str:
    """Return a solution with more text before its last delimiter."""
    texts = [text for text in hidden if text]
    if not texts:
        return source
    lines = source.split("\n")
    at = max(index for index, line in enumerate(lines) if END in line)
    more = [line for text in texts for line in ("", "", *text.split("\n"))]
    return "\n".join([*lines[:at], *more, *lines[at:]])


def _appended(found: list[Piece], hidden: Sequence[str]) -> tuple[Piece, ...]:
    """Return the pieces; what is hidden behind the last solution goes into it."""
    last = max((at for at, piece in enumerate(found) if piece.function), default=None)
    if last is not None:
        found[last] = Piece(found[last].function, _with(found[last].source, hidden))
    return tuple(found)
