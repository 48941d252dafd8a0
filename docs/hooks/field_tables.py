"""Tables of keys, made from the classes that read and write them.

In a page, a line `<!-- keys of MODULE:CLASS -->` becomes a table of the class's fields: what each
holds, whether it can be left out, and what its docstring says. `<!-- keys of MODULE:CLASS but a, b
-->` leaves some out. `<!-- keys of items by type -->` shows what each type of item has.
"""

import dataclasses
import importlib
import inspect
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

from cnnquiz.model import draft
from cnnquiz.model.item import Item, ItemType

_KEYS = re.compile(
    r"^<!-- keys of (?P<where>[\w.]+:\w+)(?: but (?P<but>[\w, ]+))? -->$", re.MULTILINE
)
_ITEMS = "<!-- keys of items by type -->"
_ATTRIBUTE = re.compile(r"^    (?P<name>\w+): (?P<text>.+(?:\n {8,}.+)*)", re.MULTILINE)
_WORDS: Mapping[Any, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    datetime: "time, ISO 8601",
    Any: "anything plain",
}


def on_page_markdown(markdown: str, **_more: object) -> str:
    """Put the tables in the places of their marks."""
    markdown = markdown.replace(_ITEMS, "\n".join(_by_type()))
    return _KEYS.sub(lambda mark: _table(mark["where"], mark["but"] or ""), markdown)


def _table(where: str, but: str) -> str:
    module, _, name = where.partition(":")
    shape = getattr(importlib.import_module(module), name)
    hints = get_type_hints(shape)
    told = _told(shape)
    left_out = {word.strip() for word in but.split(",")}
    if strange := (left_out - {""}) - {name for name, _ in _fields(shape)}:
        raise ValueError(f"{where} has no {', '.join(sorted(strange))}")
    rows = [
        (
            f"`{field}`",
            _words(hints[field]) + (", or left out" if optional else ""),
            told.get(field, ""),
        )
        for field, optional in _fields(shape)
        if field not in left_out
    ]
    width = 3 if any(row[2] for row in rows) else 2
    header = [("key", "value", "what it is"), ("---", "---", "---")]
    return "\n".join(f"| {' | '.join(row[:width])} |" for row in (*header, *rows))


def _fields(shape: Any) -> Iterator[tuple[str, bool]]:
    """Yield a class's fields, and whether each can be left out."""
    if issubclass(shape, msgspec.Struct):
        for field in msgspec.structs.fields(shape):
            yield field.encode_name, not field.required
        return
    for each in dataclasses.fields(shape):
        missing = dataclasses.MISSING
        yield each.name, each.default is not missing or each.default_factory is not missing


def _told(shape: Any) -> dict[str, str]:
    """Return what a class's docstring says of its attributes, each on one line."""
    document = inspect.getdoc(shape) or ""
    told = {
        found["name"]: " ".join(found["text"].split()).replace("|", "\\|")
        for found in _ATTRIBUTE.finditer(document)
    }
    # An item as written refers to the item as dealt for what they have in common.
    return _told(Item) | told if shape is draft.Draft else told


def _words(hint: Any) -> str:
    """Return in a few words what a type holds."""
    if hint in _WORDS:
        return _WORDS[hint]
    parts = get_args(hint)
    if get_origin(hint) in (UnionType, Union):
        return " or ".join(_words(part) for part in parts if part is not NoneType)
    if get_origin(hint) is tuple:
        inner = parts[:1] if parts[-1] is Ellipsis else parts
        return "list: " + ", ".join(_words(part) for part in inner)
    if get_origin(hint) is Mapping:
        return f"mapping: {_words(parts[1])}"
    if issubclass(hint, StrEnum):
        return ", ".join(f"`{member}`" for member in hint)
    return f"mapping, [see below](#{hint.__name__.lower()})"


def _by_type() -> Iterator[str]:
    """Yield a table: what each type of item needs, what it may have, what its wrongs say."""
    yield "| type | needs | may have | a wrong answer has |"
    yield "| --- | --- | --- | --- |"
    for kind in ItemType:
        # The one place where this is written down.
        columns = (draft._NEEDS[kind], draft._MAY[kind], draft._WRONG_SAYS[kind])  # noqa: SLF001
        cells = [", ".join(f"`{key}`" for key in sorted(column)) or "-" for column in columns]
        yield f"| `{kind}` | {' | '.join(cells)} |"
