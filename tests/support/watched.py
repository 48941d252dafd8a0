"""Submissions that a worker watches for what is off limits inside torch.

Watching patches torch, so each of them is loaded in a process of its own, with a function for each
case.
"""

import json
import subprocess
import sys
from typing import Any

from cnnquiz.course.load import load_exercise
from support import CHECKOUT

NORMS, DROPOUTS = "ex15_batchnorm", "ex16_regularization"
PRELUDE = """
import functools, importlib, threading
from concurrent.futures import ThreadPoolExecutor
import numpy as np
import torch, torch.nn as nn, torch.nn.functional as F
from torch import nn as layers

def maps():
    return torch.arange(96.0).reshape(2, 3, 4, 4)

def rows():
    return torch.arange(12.0).reshape(4, 3)

def volume():
    return torch.arange(96.0).reshape(2, 3, 2, 2, 4)

def weight():
    return torch.ones(3, 3, 1, 1)

def conv():
    return nn.Conv2d(3, 3, 1).eval()

def bn():
    return nn.BatchNorm2d(3).eval()

def pair():
    return nn.Sequential(conv(), bn())

def without_overrides(function, *args):
    with torch._C.DisableTorchFunction():
        return function(*args)

def coin():
    return torch.Generator().manual_seed(1)

def zeros():
    return torch.zeros(3)

def ones():
    return torch.ones(3)
"""
DRIVER = """
import json, sys, warnings
warnings.simplefilter("ignore")  # what torch says of its own old parts is not looked at here
import torch
from cnnquiz.wire.outcome import from_plain
from cnnquiz.wire.values import decode
from cnnquiz.worker.serve import Worker

def asked(request):
    reply = decode(worker.answer(request))
    outcome = from_plain(reply["outcome"])
    return getattr(outcome, "type", type(outcome).__name__), reply["off_limits"]

order = json.load(sys.stdin)
worker = Worker({})
load = {"do": "load", "module": "watched", "cells": [[None, order["source"]]]}
found = {"": asked({**load, "off_limits": order["off_limits"]})}
for name in order["functions"]:
    found[name] = asked({"do": "call", "function": name, "args": (), "kwargs": {}})
json.dump(found, sys.stdout)
"""


def patterns(slug: str) -> tuple[str, ...]:
    """Return what an exercise puts off limits."""
    return load_exercise(CHECKOUT / "exercises", slug).off_limits


def watched(slug: str, source: str, functions: list[str]) -> dict[str, Any]:
    """Load a submission of an exercise, call its functions, and return what is said of each.

    Returns:
        By function, what became of it (the type of what it raised, or `Returned`) and the entries
        of the list that were used; of the loading itself, under an empty name.
    """
    order = {"off_limits": patterns(slug), "source": source, "functions": functions}
    command = [sys.executable, "-c", DRIVER]
    ran = subprocess.run(
        command, input=json.dumps(order), capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 0, ran.stderr
    # What a function printed stands before it.
    found = json.loads(ran.stdout[ran.stdout.index('{"":') :])
    assert found[""][0] == "Returned", found[""]
    return found


def of_expressions(slug: str, expressions: list[str]) -> dict[str, Any]:
    """Run expressions, each in a function of its own; return what is said of each."""
    names = {f"case_{number}": text for number, text in enumerate(expressions)}
    cases = [f"def {name}():\n    return {text}\n" for name, text in names.items()]
    found = watched(slug, "\n".join([PRELUDE, *cases]), list(names))
    return {text: found[name] for name, text in names.items()}
