"""Expressions and texts with blanks, as items hold them: evaluated, but never as Python.

jinja2 parses them; what it would also understand (attributes, filters, statements, `**`, which it
reads from the left) is refused before anything is evaluated.
"""

import functools
from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import StrictUndefined, TemplateError, UndefinedError, meta, nodes
from jinja2.sandbox import SandboxedEnvironment

_ALLOWED = (
    *(nodes.Const, nodes.Name, nodes.List, nodes.Tuple, nodes.Getitem, nodes.Call, nodes.Keyword),
    *(nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Neg, nodes.Pos),
    *(nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr),
)
_AROUND = (nodes.Template, nodes.Output, nodes.TemplateData)
_REFUSED: Mapping[type[nodes.Node], str] = {
    nodes.Pow: "`**` (write a product)",
    nodes.Getattr: "an attribute",
    nodes.Filter: "a filter `|`",
    nodes.Concat: "`~`",
}


class ExpressionError(ValueError):
    """An expression cannot be read or evaluated; the message says which and why."""


def _environment() -> SandboxedEnvironment:
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    environment.globals.clear()
    environment.filters.clear()
    environment.tests.clear()
    return environment


_ENVIRONMENT = _environment()


def evaluate(expression: str, scope: Mapping[str, Any]) -> Any:
    """Return an expression's value.

    Args:
        expression: arithmetic, comparisons, `and or not`, `a if b else c`, lists, tuples, indexing,
            and calls of functions by name.
        scope: values and functions by name; nothing else exists.

    Raises:
        ExpressionError: it cannot be read, uses more than that, or fails.
    """
    compiled = _compiled(expression)
    try:
        value = compiled(**scope)
        if isinstance(value, StrictUndefined):
            str(value)  # which raises, and says what is undefined
    except UndefinedError as error:
        raise ExpressionError(f"{expression}: {error.message}") from error
    # Whatever the functions of the scope raise, the item's author has to hear of it.
    except Exception as error:
        raise ExpressionError(f"{expression}: {type(error).__name__}: {error}") from error
    return value


def fill(text: str, scope: Mapping[str, Any]) -> str:
    """Return a text whose blanks, `{{ expression }}`, are filled in.

    Raises:
        ExpressionError: as for `evaluate`.
    """
    template = _template(text)
    try:
        return str(template.render(**scope))
    # As above.
    except Exception as error:
        raise ExpressionError(f"{text!r}: {type(error).__name__}: {error}") from error


def names(text: str, *, blanks: bool = False) -> frozenset[str]:
    """Return the names that an expression uses, or the blanks of a text.

    Raises:
        ExpressionError: it cannot be read.
    """
    return _names(text if blanks else f"{{{{ {text} }}}}")


@functools.lru_cache(maxsize=4096)
def _names(text: str) -> frozenset[str]:
    return frozenset(meta.find_undeclared_variables(_parsed(text)))


@functools.lru_cache(maxsize=4096)
def _compiled(expression: str) -> Any:
    _parsed(f"{{{{ {expression} }}}}")
    try:
        return _ENVIRONMENT.compile_expression(expression, undefined_to_none=False)
    except TemplateError as error:
        raise ExpressionError(f"{expression}: {error}") from error


@functools.lru_cache(maxsize=4096)
def _template(text: str) -> Any:
    _parsed(text)
    return _ENVIRONMENT.from_string(text)


def _parsed(text: str) -> nodes.Template:
    try:
        tree = _ENVIRONMENT.parse(text)
    except TemplateError as error:
        raise ExpressionError(f"{text}: {error}") from error
    for node in _all(tree):
        if not isinstance(node, (*_ALLOWED, *_AROUND)):
            what = _REFUSED.get(type(node), type(node).__name__.lower())
            raise ExpressionError(f"{text}: {what} is not understood here")
        if isinstance(node, nodes.Call) and not isinstance(node.node, nodes.Name):
            raise ExpressionError(f"{text}: only functions are called, by their names")
    return tree


def _all(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _all(child)
