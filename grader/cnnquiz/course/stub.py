"""Stubs: what is left of a reference when everything between nbgrader's delimiters is cut out."""

import re

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


class UnbalancedError(ValueError):
    """Delimiters that do not come in pairs; the message gives the line."""


def cut(reference: str) -> str:
    """Return a reference's source as the stub that students start from.

    What stands between the delimiters becomes `raise NotImplementedError` inside a function, and
    nothing at the left margin.

    Raises:
        UnbalancedError: a region does not begin, or does not end.
    """
    lines: list[str] = []
    begun: int | None = None
    for number, line in enumerate(reference.split("\n"), start=1):
        match line.strip():
            case text if text == BEGIN:
                if begun is not None:
                    raise UnbalancedError(f"line {number}: a solution begins inside another")
                begun = number
                indent = line[: len(line) - len(line.lstrip())]
                if indent:
                    lines.append(f"{indent}raise NotImplementedError")
            case text if text == END:
                if begun is None:
                    raise UnbalancedError(f"line {number}: a solution ends that has not begun")
                begun = None
            case _ if begun is None:
                lines.append(line)
            case _:
                pass
    if begun is not None:
        raise UnbalancedError(f"line {begun}: the solution that begins here does not end")
    # Where a region stood at the margin, its blank lines are left over.
    return re.sub(r"\n{2,}\Z", "\n", re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines)))
