"""Otter: test files that hold the docstrings' examples, in its OK format.

Otter runs tests in the process of the student's own code, which can read and change whatever is
there. Examples are no secret, so they may be there; hidden checks may not, and are never written.
"""

import ast
import doctest
from collections.abc import Iterator, Sequence

from cnnquiz.judge.examples import examples_of
from cnnquiz.model.course import Exercise


def files_of(exercise: Exercise, points: float) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of a test file for each function that has examples.

    Args:
        exercise: the exercise.
        points: what the examples of one function are worth.
    """
    imports = _imports(exercise)
    for function, examples in examples_of(exercise):
        if examples:
            name = f"{exercise.id}_{function}"
            lines = [*imports, *(line for example in examples for line in _lines(example))]
            yield f"{name}.py", _file(name, lines, points)


def _file(name: str, lines: Sequence[str], points: float) -> str:
    code = "\n".join(f"                        {line + chr(10)!r}" for line in lines)
    return f'''\
"""The public examples of {name}, written by `cnnquiz otter tests`."""

OK_FORMAT = True

test = {{
    "name": {name!r},
    "points": {points:g},
    "suites": [
        {{
            "type": "doctest",
            "scored": True,
            "setup": "",
            "teardown": "",
            "cases": [
                {{
                    "hidden": False,
                    "locked": False,
                    "code": (
{code}
                    ),
                }}
            ],
        }}
    ],
}}
'''


def _imports(exercise: Exercise) -> list[str]:
    """Return the stub's imports as lines at a prompt: its examples may use them."""
    tree = ast.parse(exercise.stub.read_text(encoding="utf-8"))
    return [
        f">>> {ast.unparse(n)}" for n in tree.body if isinstance(n, ast.Import | ast.ImportFrom)
    ]


def _lines(example: doctest.Example) -> Iterator[str]:
    """Yield an example as lines at a prompt, compared as `cnnquiz check` compares it."""
    first, *more = example.source.rstrip("\n").split("\n")
    flags = _flags(example)
    directive = f"  # doctest: {', '.join(flags)}" if flags and "# doctest:" not in first else ""
    yield f">>> {first}{directive}"
    yield from (f"... {line}".rstrip() for line in more)
    yield from example.want.rstrip("\n").split("\n") if example.want else ()


def _flags(example: doctest.Example) -> list[str]:
    if example.exc_msg is not None:
        return ["+IGNORE_EXCEPTION_DETAIL"]
    want = example.want.strip()
    flags = ["+ELLIPSIS"] if "..." in want else []
    return [*flags, "+NORMALIZE_WHITESPACE"] if "\n" in want or "  " in want else flags
