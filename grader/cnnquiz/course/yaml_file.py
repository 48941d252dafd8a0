"""Reads one YAML file into a frozen dataclass, and names every mistake in it at once.

The dataclass is the schema: its type hints say what each key holds, its defaults which keys may be
left out, its `__post_init__` which values go together. Understood are `str`, `int`, `float`,
`bool`, a `StrEnum`, `tuple[T, ...]`, `Mapping[str, T]`, another such dataclass, `Any` for plain
data of whatever shape, and `T | None` for a key that may be left out. Files are plain data: tags,
anchors and aliases are refused, and nothing is constructed but the dataclasses.
"""

import functools
import json
import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType, UnionType
from typing import (
    Any,
    Final,
    TypeAlias,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

import yaml

from cnnquiz.errors import CourseError, Problem

FORMAT = 1  # of every course file
DEPTH = 20  # deeper nesting is no course file, and would cost the composer its stack

T = TypeVar("T")
Check: TypeAlias = Callable[[Any], None]

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # C where PyYAML was built with it
_BROKEN: Final = object()  # stands for a value whose problem has been noted
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
# What YAML does not allow, spelled out: the complement of what it does takes 10 ms to compile.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
# YAML 1.1 reads 010 as eight and 1:30 as ninety; both are refused rather than guessed at.
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?")
_INDEX = re.compile(r"\[[0-9]+\]")
_PLAIN_NAMES = {str: "a string", int: "a whole number", float: "a number", bool: "true or false"}


def read(
    path: Path,
    shape: type[T],
    *,
    fixed: Mapping[str, object] = _NOTHING,
    unique: Collection[str] = (),
    checks: Mapping[str, Check] = _NOTHING,
    base: Path | None = None,
) -> T:
    """Return what the file says, as an instance of `shape`.

    The file's top level is a mapping: `format: 1`, and a key for each field of `shape`.

    Args:
        path: the file.
        shape: a frozen dataclass.
        fixed: values of fields that do not come from the file, and may not stand in it.
        unique: places whose values must differ within their list, such as `functions[].name`.
        checks: functions by place, called with the value there; a ValueError becomes a problem.
        base: the folder that problems name the file from; without it they name the whole path.

    Raises:
        CourseError: the file cannot be read or does not fit `shape`; carries every problem found.
    """
    file = _File((path if base is None else path.relative_to(base)).as_posix(), unique, checks)
    root = file.compose(path)
    if root is not None and file.is_ours(root):
        value = file.mapping(root, shape, "", fixed, extra_keys=("format",))
        if not file.noted:
            return cast("T", value)
    raise CourseError(problem for _, problem in sorted(file.noted, key=lambda noted: noted[0]))


class _File:
    """One file under way: where it is, what it has to fulfil, what was wrong so far."""

    def __init__(self, name: str, unique: Collection[str], checks: Mapping[str, Check]) -> None:
        self.name = name
        self.unique = unique
        self.checks = checks
        self.noted: list[tuple[int, Problem]] = []  # by line, to be told in the file's order
        self.first: dict[tuple[str, str, object], yaml.Node] = {}  # by list, place and value

    def note(self, line: int | None, path: str, problem: str) -> None:
        """Note a problem at `line`, counted from 1; None is the whole file."""
        where = self.name if line is None else f"{self.name}:{line}"
        self.noted.append((line or 0, Problem(where, path, problem)))

    def compose(self, path: Path) -> yaml.Node | None:
        """Return the file's node tree, or None, having noted why there is none."""
        text = self._text(path)
        if text is None:
            return None
        try:
            for line, problem in _not_plain_data(text):
                self.note(line, "", problem)
            root = None if self.noted else yaml.compose(text, Loader=_LOADER)
        except yaml.MarkedYAMLError as error:
            reasons = ", ".join(part for part in (error.context, error.problem) if part)
            mark = error.problem_mark or error.context_mark
            self.note(mark.line + 1 if mark else None, "", f"found text that is no YAML: {reasons}")
            return None
        if root is None and not self.noted:
            self.note(None, "", "found an empty file, expected a mapping")
        return root

    def _text(self, path: Path) -> str | None:
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except FileNotFoundError:
            self.note(None, "", "there is no such file")
        except OSError as error:
            self.note(None, "", f"the file cannot be read: {error.strerror}")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            byte = error.object[error.start]
            self.note(line, "", f"found the byte 0x{byte:02x}, expected text in UTF-8")
        else:
            odd = _UNPRINTABLE.search(text)
            if odd is None:
                return text
            line = text.count("\n", 0, odd.start()) + 1
            self.note(line, "", f"found the character U+{ord(odd[0]):04X}, expected text")
        return None

    def is_ours(self, root: yaml.Node) -> bool:
        """Return whether the file is worth reading on: not one in another format (noted)."""
        pairs = root.value if isinstance(root, yaml.MappingNode) else []
        node = next((value for key, value in pairs if key.value == "format"), None)
        if node is None:
            if pairs:
                self.note(_line(root), "format", f"missing, expected `format: {FORMAT}`")
            return True
        number = self._scalar(node, int, "format")
        if number is _BROKEN or number == FORMAT:
            return True
        newer = ": written for a newer cnnquiz, so update cnnquiz" if number > FORMAT else ""
        self.note(_line(node), "format", f"found {number}, expected {FORMAT}{newer}")
        return False

    def mapping(
        self,
        node: yaml.Node,
        shape: Any,
        path: str,
        fixed: Mapping[str, object] = _NOTHING,
        extra_keys: tuple[str, ...] = (),
    ) -> Any:
        """Return an instance of the dataclass `shape`, or _BROKEN."""
        if not isinstance(node, yaml.MappingNode):
            return self._unfit(node, shape, path)
        hints = _hints(shape)
        wanted = {field.name: field for field in fields(shape) if field.name not in fixed}
        nodes = self._nodes_by_key(node, (*extra_keys, *wanted), path)
        values = dict(fixed)
        for name, field in wanted.items():
            place = _join(path, name)
            if name in nodes:
                values[name] = self._value(nodes[name], hints[name], place)
            elif field.default is MISSING and field.default_factory is MISSING:
                self.note(_line(node), place, f"missing, expected {_expected(hints[name])}")
                values[name] = _BROKEN
        if any(value is _BROKEN for value in values.values()):
            return _BROKEN
        try:
            return shape(**values)
        except ValueError as error:
            self.note(_line(node), path, str(error))
            return _BROKEN

    def _nodes_by_key(
        self, node: yaml.MappingNode, known: tuple[str, ...], path: str
    ) -> dict[str, yaml.Node]:
        keys: dict[str, yaml.Node] = {}
        nodes: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.note(_line(key), path, f"found {_found(key)} as a key, expected a name")
                continue
            place = _join(path, key.value)
            first = keys.setdefault(key.value, key)
            if first is not key:
                again = f"found this key again, first on line {_line(first)}"
                self.note(_line(key), place, again)
            elif key.value not in known:
                near = get_close_matches(key.value, known, n=1)
                hint = f"did you mean {near[0]}?" if near else f"expected one of {', '.join(known)}"
                self.note(_line(key), place, f"found an unknown key; {hint}")
            else:
                nodes[key.value] = value
        return nodes

    def _value(self, node: yaml.Node, hint: Any, path: str) -> Any:
        hint = _without_none(hint)
        if hint is Any:
            value = self._plain(node, path)
        elif get_origin(hint) is tuple:
            value = self._entries(node, hint, path)
        elif get_origin(hint) is Mapping:
            value = self._named(node, hint, path)
        elif is_dataclass(hint):
            value = self.mapping(node, hint, path)
        else:
            value = self._scalar(node, hint, path)
        return value if value is not _BROKEN and self._accepts(node, path, value) else _BROKEN

    def _entries(self, node: yaml.Node, hint: Any, path: str) -> Any:
        if not isinstance(node, yaml.SequenceNode):
            return self._unfit(node, hint, path)
        kind = get_args(hint)[0]
        entries = [self._value(each, kind, f"{path}[{n}]") for n, each in enumerate(node.value)]
        return _BROKEN if any(entry is _BROKEN for entry in entries) else tuple(entries)

    def _named(self, node: yaml.Node, hint: Any, path: str) -> Any:
        if not isinstance(node, yaml.MappingNode):
            return self._unfit(node, hint, path)
        keys = tuple(str(key.value) for key, _ in node.value)
        nodes = self._nodes_by_key(node, keys, path)
        kind = get_args(hint)[1]
        values = {key: self._value(each, kind, _join(path, key)) for key, each in nodes.items()}
        return _BROKEN if any(value is _BROKEN for value in values.values()) else values

    def _plain(self, node: yaml.Node, path: str) -> Any:
        """Return a value of whatever shape: a list, a number, true or false, or a text."""
        if isinstance(node, yaml.SequenceNode):
            entries = [self._plain(each, f"{path}[{n}]") for n, each in enumerate(node.value)]
            return _BROKEN if any(entry is _BROKEN for entry in entries) else entries
        kind = node.tag.rpartition(":")[2]
        if kind == "int":
            return self._scalar(node, int, path)
        if kind == "bool":
            return self._scalar(node, bool, path)
        return self._scalar(node, float if _is_number(node) else str, path)

    def _scalar(self, node: yaml.Node, hint: Any, path: str) -> Any:
        text, kind = node.value, node.tag.rpartition(":")[2]
        if hint is str and kind == "str" and text.strip():
            return text
        if hint is bool and kind == "bool" and text in ("true", "false"):
            return text == "true"
        if hint is int and kind == "int" and _INTEGER.fullmatch(text):
            return int(text)
        if hint is float and _is_number(node):
            return float(text)
        if kind == "str" and issubclass(hint, StrEnum) and text in list(hint):
            return hint(text)
        return self._unfit(node, hint, path)

    def _accepts(self, node: yaml.Node, path: str, value: object) -> bool:
        place = _INDEX.sub("[]", path)
        if place in self.unique:
            first = self.first.setdefault((path.rpartition("[")[0], place, value), node)
            if first is not node:
                again = f"found {_found(node)} again, first on line {_line(first)}"
                self.note(_line(node), path, again)
                return False
        try:
            if place in self.checks:
                self.checks[place](value)
        except ValueError as error:
            self.note(_line(node), path, str(error))
            return False
        return True

    def _unfit(self, node: yaml.Node, hint: Any, path: str) -> object:
        self.note(_line(node), path, f"found {_found(node)}, expected {_expected(hint)}")
        return _BROKEN


def _not_plain_data(text: str) -> Iterator[tuple[int, str]]:
    """Yield a line and a problem for each thing in `text` that is more than plain data."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = _line(event)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEPTH:
            yield line, f"found more than {DEPTH} lists and mappings inside each other"
            return
        anchor = getattr(event, "anchor", None)
        if isinstance(event, yaml.AliasEvent):
            yield line, f"found the alias *{anchor}, expected the value itself"
        elif anchor:
            yield line, f"found the anchor &{anchor}, expected none"
        if tag := getattr(event, "tag", None):
            short = tag.replace("tag:yaml.org,2002:", "!!")
            yield line, f"found the tag {short}, expected none"


def _line(part: yaml.Node | yaml.Event) -> int:
    return part.start_mark.line + 1 if part.start_mark else 1


def _is_number(node: yaml.Node) -> bool:
    # Not told by its tag: to YAML 1.1 a number such as 1e-3, without a dot, is a string.
    if not isinstance(node, yaml.ScalarNode) or node.style in ("'", '"', "|", ">"):
        return False
    return bool(_NUMBER.fullmatch(node.value)) and math.isfinite(float(node.value))


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


@functools.cache
def _hints(shape: Any) -> dict[str, Any]:
    """Return a dataclass's type hints, which it takes longer to look up than to use."""
    return get_type_hints(shape)


def _without_none(hint: Any) -> Any:
    if get_origin(hint) not in (UnionType, Union):
        return hint
    (only,) = (part for part in get_args(hint) if part is not type(None))
    return only


def _found(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        return "a mapping" if isinstance(node, yaml.MappingNode) else "a list"
    text = node.value if len(node.value) <= 40 else f"{node.value[:40]}…"
    if node.tag.endswith(":str"):
        return json.dumps(text, ensure_ascii=False) if text.strip() else "an empty string"
    return text or "nothing"


def _expected(hint: Any) -> str:
    hint = _without_none(hint)
    if hint in _PLAIN_NAMES:
        return _PLAIN_NAMES[hint]
    if get_origin(hint) is tuple:
        return "a list"
    if get_origin(hint) is Mapping:
        return "a mapping"
    return "a mapping" if is_dataclass(hint) else f"one of {', '.join(hint)}"
