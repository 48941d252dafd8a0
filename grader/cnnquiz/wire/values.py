"""Plain data as bytes: the only form in which anything crosses between judge and worker.

A value is a number, string, boolean, None, tuple, list, dict with string keys, numpy scalar,
numpy array or torch tensor. Its structure travels as JSON, in which every container is a list
that begins with its kind; the contents of arrays follow as raw bytes, in the order in which the
structure names them. Nothing is ever unpickled, and both sides enforce the same caps.

Anything else (a generator, an array subclass, an object that claims to equal everything) becomes
`Opaque`: the receiver learns what kind of thing it was, and nothing of the thing itself.
"""

import functools
import json
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


class WireError(Exception):
    """Bytes, or a value, that break the rules of the wire; the message says which rule.

    It never says by how much: a submission could put what it has been given into such a number.
    """


@dataclass(frozen=True, slots=True)
class Caps:
    """How much one message may hold.

    Attributes:
        size: bytes of the whole message, arrays included.
        structure: bytes of its JSON part; parsing takes about twenty times as much memory.
        depth: containers inside containers.
        items: entries of all containers together.
    """

    size: int = 64 * 2**20
    structure: int = 8 * 2**20
    depth: int = 32
    items: int = 200_000


CAPS = Caps()


# What `Opaque` can stand for. A closed list: the words reach reports in which nothing of a
# submission's own making may appear.
OBJECT = "an object that is not plain data"
SUBCLASS = "an array subclass"
OTHER_ARRAY = "an array of a dtype without numbers"
OTHER_TENSOR = "a tensor of an unusual kind"
TENSOR = "a torch tensor"
BAD_KEY = "a dict with a key that is no string"
TOO_LARGE = "a result too large to look at"
_BUILTIN_KINDS = {
    **{cls: f"a {cls}" for cls in ("generator", "map", "filter", "zip", "range", "set", "module")},
    "function": "a function",
    "type": "a class",
    "bytes": "bytes",
    "frozenset": "a frozenset",
    "dict_keys": "the keys of a dict",
    "dict_values": "the values of a dict",
    "enumerate": "an enumerate",
    "reversed": "a reversed iterator",
    "ellipsis": "an ellipsis",
}
KINDS = frozenset((OBJECT, SUBCLASS, OTHER_ARRAY, OTHER_TENSOR, TENSOR, BAD_KEY, TOO_LARGE)).union(
    _BUILTIN_KINDS.values()
)


@dataclass(frozen=True, slots=True)
class Opaque:
    """Stands for a value that is not plain data.

    Attributes:
        kind: what the value was, one of `KINDS`.
        name: its class's name, in the words of whoever wrote the class; may be empty.
    """

    kind: str
    name: str = ""


NUMPY_DTYPES = {
    np.dtype(name).name: np.dtype(name)
    for name in (
        *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
        *("float16", "float32", "float64", "longdouble", "complex64", "complex128"),
    )
}
_TORCH_ONLY = {"bfloat16": np.dtype("int16")}  # the same bits under a dtype that numpy has
_NUMPY_ONLY = {"longdouble", np.dtype("longdouble").name} - {"float64"}
_TENSOR_DTYPES = {
    name: dtype for name, dtype in NUMPY_DTYPES.items() if name not in _NUMPY_ONLY
} | _TORCH_ONLY
_NAME_LENGTH = 80


_JSON = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)


@functools.lru_cache(maxsize=256)
def _name_of(dtype: np.dtype[Any]) -> str:
    """Return a dtype's name, which numpy makes up anew whenever it is asked."""
    return str(dtype.name)


# --- encoding ---------------------------------------------------------------------------------


def encode(value: object, caps: Caps = CAPS) -> bytes:
    """Return `value` as bytes.

    Raises:
        WireError: the value is larger, deeper or longer than `caps` allow (a structure that
            contains itself is too deep).
    """
    writer = _Writer(caps)
    text = _JSON.encode(writer.node(value, 0))
    # Escaped, two halves of a surrogate pair would come back as the one character they spell.
    structure = text.encode("utf-8", "surrogatepass")
    writer.spend_bytes(len(structure))
    if len(structure) > caps.structure:
        raise WireError(f"more than {caps.structure:,} bytes besides arrays")
    return b"".join((len(structure).to_bytes(4, "big"), structure, *writer.buffers))


class _Writer:
    def __init__(self, caps: Caps) -> None:
        self.caps = caps
        self.items = 0
        self.size = 4
        self.buffers: list[bytes] = []

    def spend_bytes(self, count: int) -> None:
        self.size += count
        if self.size > self.caps.size:
            raise WireError(f"more than {self.caps.size:,} bytes")

    def node(self, value: object, depth: int) -> object:
        if value is None or value is True or value is False:
            return value
        if type(value) is str:
            self.spend_bytes(len(value))  # before JSON copies it
            return value
        if type(value) is float:
            return value
        if type(value) is int:
            return self.integer(value)
        return self.container(value, depth) or self.array(value) or self.other(value)

    def integer(self, value: int) -> object:
        # JSON writes integers in decimal, which Python refuses (and takes long) beyond this size.
        if value.bit_length() > 10_000:
            return ["opaque", TOO_LARGE, "int"]
        return value

    def container(self, value: Any, depth: int) -> list[object] | None:
        cls = type(value)  # `isinstance` would believe what an object says of its class
        if issubclass(cls, tuple):
            return self.sequence("tuple", tuple.__iter__(value), depth)
        if issubclass(cls, list):
            return self.sequence("list", list.__iter__(value), depth)
        if issubclass(cls, dict):
            node: list[object] = ["dict"]
            for key, entry in dict.items(value):
                if not isinstance(key, str):
                    return ["opaque", BAD_KEY, "dict"]
                node += (str.__str__(key), self.entry(entry, depth))
            return node
        return None

    def sequence(self, tag: str, entries: Any, depth: int) -> list[object]:
        return [tag, *(self.entry(entry, depth) for entry in entries)]

    def entry(self, value: object, depth: int) -> object:
        self.items += 1
        if self.items > self.caps.items:
            raise WireError(f"more than {self.caps.items:,} entries")
        if depth >= self.caps.depth:
            raise WireError(f"nested more than {self.caps.depth} deep")
        return self.node(value, depth + 1)

    def array(self, value: Any) -> list[object] | None:
        if type(value) is np.ndarray or issubclass(type(value), np.generic):
            tag = "array" if type(value) is np.ndarray else "scalar"
            array = np.asarray(value)
            if (name := _name_of(array.dtype)) not in NUMPY_DTYPES:
                return None
            return self.contents(tag, name, array)
        if is_tensor(value):
            return self.tensor(sys.modules["torch"], value)
        return None

    def tensor(self, torch: Any, value: Any) -> list[object] | None:
        if type(value) not in (torch.Tensor, torch.nn.Parameter) or value.layout != torch.strided:
            return None
        if value.is_meta or value.is_quantized or value.is_nested:
            return None
        name = str(value.dtype).removeprefix("torch.")
        plain = value.detach().cpu().resolve_conj().resolve_neg()
        if name in _TORCH_ONLY:
            plain = plain.view(torch.int16)
        elif name not in NUMPY_DTYPES:
            return None
        return self.contents("tensor", name, plain.numpy())

    def contents(self, tag: str, dtype: str, array: np.ndarray[Any, Any]) -> list[object]:
        _check_shape(array.shape, array.dtype, self.caps)
        self.spend_bytes(array.nbytes)
        native = array if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))
        self.buffers.append(native.tobytes(order="C"))
        return [tag, dtype, list(array.shape), _layout(array)]

    def other(self, value: Any) -> object:
        # Subclasses of numbers and strings are sent as the plain value they hold.
        cls = type(value)
        if issubclass(cls, int):
            return self.integer(int.__index__(value))
        if issubclass(cls, float):
            return float.__float__(value)
        if issubclass(cls, str):
            return self.node(str.__str__(value), 0)
        if issubclass(cls, complex):
            number = complex.__complex__(value)
            return ["complex", number.real, number.imag]
        opaque = value if type(value) is Opaque else opaque_for(value)
        return ["opaque", opaque.kind, opaque.name]


def is_tensor(value: object) -> bool:
    """Return whether a value is a tensor of the torch that is imported, if it is."""
    torch = sys.modules.get("torch")  # never imported for the sake of looking
    # In a worker for numpy, what stands there may only look like torch.
    tensor_type = getattr(torch, "Tensor", None)
    return isinstance(tensor_type, type) and issubclass(type(value), tensor_type)


def _check_shape(shape: Sequence[int], dtype: np.dtype[Any], caps: Caps) -> None:
    """Raise a WireError about an array whose axes numpy could refuse, or that is too large.

    An array without entries takes no bytes, however long its other axes.
    """
    if len(shape) > caps.depth:
        raise WireError(f"an array of more than {caps.depth} axes")
    if math.prod(shape if 0 not in shape else filter(None, shape)) * dtype.itemsize > caps.size:
        raise WireError(f"an array whose axes span more than {caps.size:,} bytes")


def _layout(array: np.ndarray[Any, Any]) -> str:
    if array.flags.c_contiguous:
        return "C"
    return "F" if array.flags.f_contiguous else "strided"


def opaque_for(value: object) -> Opaque:
    """Return what stands for a value that is not plain data."""
    cls = type(value)
    # Asked of `type` itself: a class may answer for its name with anything, or with an error.
    name, module = (type.__dict__[key].__get__(cls) for key in ("__name__", "__module__"))
    if issubclass(cls, np.ndarray):
        return Opaque(OTHER_ARRAY if cls is np.ndarray else SUBCLASS, name)
    if type(module) is str and module == "builtins" and name in _BUILTIN_KINDS:
        return Opaque(_BUILTIN_KINDS[name], name)
    return Opaque(OTHER_TENSOR if is_tensor(value) else OBJECT, name)


# --- decoding ---------------------------------------------------------------------------------


def decode(data: bytes, caps: Caps = CAPS, *, tensors: bool = True) -> Any:
    """Return the value that `data` holds, in fresh memory that may be written to.

    Args:
        data: what `encode` returned, or anything at all: it is not trusted.
        caps: how much is accepted.
        tensors: whether torch tensors are; without, they come back `Opaque`, and torch is not
            imported for them.

    Raises:
        WireError: the bytes are not a value in this format, or exceed `caps`.
    """
    if len(data) > caps.size:
        raise WireError(f"more than {caps.size:,} bytes")
    end = 4 + int.from_bytes(data[:4], "big")
    if len(data) < max(end, 4):
        raise WireError("ends before its structure does")
    if end - 4 > caps.structure:
        raise WireError(f"more than {caps.structure:,} bytes besides arrays")
    try:
        tree = json.loads(data[4:end].decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        raise WireError(f"structure is not JSON: {type(error).__name__}") from None
    reader = _Reader(memoryview(data)[end:], caps, tensors=tensors)
    value = reader.value(tree, 0)
    if reader.position != len(reader.buffers):
        raise WireError("bytes beyond the last array")
    return value


class _Reader:
    def __init__(self, buffers: memoryview, caps: Caps, *, tensors: bool) -> None:
        self.buffers = buffers
        self.position = 0
        self.caps = caps
        self.items = 0
        self.tensors = tensors

    def value(self, node: object, depth: int) -> object:
        if not isinstance(node, list):
            if isinstance(node, dict):
                raise WireError("a JSON object, which this format does not use")
            return node
        if not node or not isinstance(node[0], str) or node[0] not in _READERS:
            raise WireError("a container without a known kind")
        if depth > self.caps.depth:
            raise WireError(f"nested more than {self.caps.depth} deep")
        return _READERS[node[0]](self, node[1:], depth)

    def entries(self, nodes: list[object], depth: int) -> list[object]:
        self.items += len(nodes)
        if self.items > self.caps.items:
            raise WireError(f"more than {self.caps.items:,} entries")
        # Most are plain: to ask here saves a call for each of them.
        return [node if type(node) in _PLAIN else self.value(node, depth + 1) for node in nodes]

    def tuple_(self, nodes: list[object], depth: int) -> object:
        return tuple(self.entries(nodes, depth))

    def dict_(self, nodes: list[object], depth: int) -> object:
        keys = nodes[::2]
        entries = self.entries(nodes[1::2], depth)
        if len(keys) != len(entries) or not all(isinstance(key, str) for key in keys):
            raise WireError("a dict whose keys and entries do not pair up")
        pairs = dict(zip(keys, entries, strict=True))
        if len(pairs) != len(keys):
            raise WireError("a dict with a key that occurs twice")
        return pairs

    def complex_(self, nodes: list[object], _depth: int) -> object:
        match nodes:
            case [float(real), float(imag)]:
                return complex(real, imag)
            case _:
                raise WireError("a complex number that is not two floats")

    def opaque(self, nodes: list[object], _depth: int) -> object:
        match nodes:
            case [str(kind), str(name)] if kind in KINDS:
                return Opaque(kind, "".join(c for c in name if c.isprintable())[:_NAME_LENGTH])
            case _:
                raise WireError("an opaque value without a known kind and a name")

    def array(self, nodes: list[object], _depth: int) -> object:
        return self.contents(nodes, NUMPY_DTYPES)[1]

    def scalar(self, nodes: list[object], _depth: int) -> object:
        array = self.contents(nodes, NUMPY_DTYPES)[1]
        if array.ndim:
            raise WireError("a scalar with axes")
        return array[()]

    def tensor(self, nodes: list[object], _depth: int) -> object:
        name, array = self.contents(nodes, _TENSOR_DTYPES)
        if not self.tensors:
            return Opaque(TENSOR, "Tensor")
        import torch  # noqa: PLC0415  # 1.2 s: only where a tensor really arrives

        tensor = torch.from_numpy(array)
        return tensor.view(torch.bfloat16) if name in _TORCH_ONLY else tensor

    def contents(
        self, nodes: list[object], dtypes: Mapping[str, np.dtype[Any]]
    ) -> tuple[str, np.ndarray[Any, Any]]:
        match nodes:
            case [str(name), list(shape), "C" | "F" | "strided" as layout]:
                dtype = dtypes.get(name)
            case _:
                raise WireError("an array without dtype, shape and layout")
        if dtype is None:
            raise WireError("an array of a dtype that is not in the table")
        for n in shape:
            if type(n) is not int or n < 0:
                raise WireError("an array whose shape is not a list of sizes")
        _check_shape(shape, dtype, self.caps)
        begin = self.position
        self.position += math.prod(shape) * dtype.itemsize
        if self.position > len(self.buffers):
            raise WireError("ends before its arrays do")
        if begin == self.position:  # numpy looks for no array where a buffer ends
            there = np.zeros(shape, dtype)
        elif dtype.kind == "b":  # any byte can be sent, and only 0 and 1 are safe to compute with
            there = np.asarray(np.ndarray(shape, np.uint8, self.buffers, begin) != 0)
        else:
            there = np.ndarray(shape, dtype, self.buffers, begin)
        return name, there.copy() if layout == "C" else _laid_out(there, layout)


_PLAIN = frozenset((type(None), bool, int, float, str))
_READERS: dict[str, Callable[[_Reader, list[object], int], object]] = {
    "list": _Reader.entries,
    "tuple": _Reader.tuple_,
    "dict": _Reader.dict_,
    "complex": _Reader.complex_,
    "opaque": _Reader.opaque,
    "array": _Reader.array,
    "scalar": _Reader.scalar,
    "tensor": _Reader.tensor,
}


def _laid_out(array: np.ndarray[Any, Any], layout: str) -> np.ndarray[Any, Any]:
    """Return a writable copy whose memory lies in Fortran's order, or not side by side."""
    if layout == "F" or not array.ndim:
        return array.copy(order="F")
    spaced = np.zeros([*array.shape[:-1], 2 * array.shape[-1]], array.dtype)
    view = spaced[..., ::2]
    view[...] = array
    return view
