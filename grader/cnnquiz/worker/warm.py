"""What a zygote gets ready before it forks, so that no worker pays for it."""

import ctypes
import gc
import importlib
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_PRACTISED = "practice"
_PRACTICE = '''
"""A submission as it might be."""
import math


class Part:
    """Something with a state."""

    def __init__(self, count: int = 1) -> None:
        super().__init__()
        self.count = count


def half(x, values, *, twice=False):
    """Return half of everything."""
    part = Part(len(values))
    values = values[0], [f"{part.count} values", twice, None]
    return {"half": x / 2, "root": math.sqrt(part.count), "values": values}


def refuse(x, values, twice):
    """Raise."""
    raise ValueError("as it should be")
'''
_ready: set[str] = set()  # what has been imported, and practised with
_MADV_COLLAPSE = 25
_HUGE = 2**21  # bytes of a huge page on x86-64, and mostly elsewhere


def import_tools(tools: str) -> None:
    """Import what submissions will, and what answers for them, unless that is done."""
    if tools in _ready:
        return
    gc.disable()  # what is imported stays: to look for garbage takes a tenth of the time
    module = importlib.import_module(tools)
    importlib.import_module("cnnquiz.worker.serve")
    _forget_attributes()
    if tools == "torch":
        _prepare(module)
    _practise(module)
    seed()
    gc.enable()
    # A collection in the child would copy every page that holds an object. One here would leave
    # gaps all over memory, and a child copies a page for the first object that it puts into each.
    gc.freeze()
    _ready.add(tools)


def executed(file: int) -> dict[str, Any]:
    """Return the namespace of the probes whose text is in a file, once they have been executed.

    They are the course's own, and executed once for all workers.
    """
    with open(file, encoding="utf-8") as text:
        code = compile(text.read(), "probes.py", "exec")
    namespace: dict[str, Any] = {}
    exec(code, namespace)  # noqa: S102  # no student's
    seed()
    gc.freeze()
    return namespace


def _prepare(torch: Any) -> None:
    """See to it that torch starts no thread, and does what it does once."""
    # A child forked after torch has used its thread pool would hang in it.
    torch.set_num_threads(1)
    # oneDNN writes a program for every new shape, which pays only where one comes again and again.
    torch.backends.mkldnn.enabled = False
    nn = torch.nn
    layers = [nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.Flatten(), nn.Linear(18, 2)]
    handles = [layer.register_forward_hook(lambda *_: None) for layer in layers]
    # No backward: the threads that it starts would be missing in a child.
    with torch.no_grad():
        nn.Sequential(*layers)(torch.zeros(2, 1, 5, 5))
    for handle in handles:
        handle.remove()


def _forget_attributes() -> None:
    """Empty the table in which Python keeps where it has found attributes of classes.

    Importing has filled it. Whatever is put into an entry's place lets go of the name in it, and a
    worker would copy the page of memory that this is in, for hundreds of names that it never needs.
    """
    if sys.version_info < (3, 12):  # since then, names are not counted any more
        sys._clear_type_cache()  # noqa: SLF001  # documented, for want of anything else


def _practise(tools: Any) -> None:
    """Do once what a worker does for a submission."""
    serve = importlib.import_module("cnnquiz.worker.serve")
    values = importlib.import_module("cnnquiz.wire.values")
    worker = serve.Worker({})
    cells = [[None, _PRACTICE]]
    worker.answer({"do": "load", "module": _PRACTISED, "cells": cells, "off_limits": []})
    for function in ("half", "refuse"):
        arguments = {"args": (tools.zeros((2, 3)), [1, 2.5, "text"]), "kwargs": {"twice": True}}
        request = values.encode({"do": "call", "function": function, **arguments})
        values.decode(worker.answer(values.decode(request)))
    del sys.modules[_PRACTISED]


def seed() -> None:
    """Begin all draws anew that nobody has seeded.

    So a submission that draws from them has the same score whenever, wherever and beside whomever
    it is graded.
    """
    random.seed(0)
    numpy: Any = sys.modules.get("numpy")
    torch: Any = sys.modules.get("torch")
    if numpy is not None:
        numpy.random.seed(0)
    if torch is not None:
        torch.manual_seed(0)


def gather_memory() -> None:
    """Put this process's memory into huge pages, where the system has such.

    A fork copies the table of pages. With torch it lists 35,000 of them otherwise, which takes
    longer than all else that a fork does. To gather them takes as long as some fifty forks.
    """
    if sys.platform != "linux":
        return
    libc: Any = ctypes.CDLL(None, use_errno=True)
    for begin, end in _own_memory():
        aligned = -(-begin // _HUGE) * _HUGE
        size = end // _HUGE * _HUGE - aligned
        if size > 0:
            # What cannot be gathered stays as it is; it was a wish.
            libc.madvise(ctypes.c_void_p(aligned), ctypes.c_size_t(size), _MADV_COLLAPSE)


def _own_memory() -> Iterator[tuple[int, int]]:
    """Yield begin and end of every writable stretch of memory that no file lies behind."""
    for line in Path("/proc/self/maps").read_text(encoding="ascii").splitlines():
        place, rights, *_, inode = line.split()[:5]
        name = line.split()[5:]
        if rights == "rw-p" and inode == "0" and name in ([], ["[heap]"]):
            begin, end = place.split("-")
            yield int(begin, 16), int(end, 16)
