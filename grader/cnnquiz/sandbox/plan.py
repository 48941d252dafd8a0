"""How one zygote's workers are to be confined: what this system has of what is asked for."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cnnquiz.sandbox import bubblewrap, confinement
from cnnquiz.sandbox.confinement import Held, Layer


@dataclass(frozen=True, slots=True)
class Plan:
    """What a zygote is started with.

    Attributes:
        expected: the layers that it should have, and why others are missing.
        told: what it is told about them.
        box: what to put before its command.
    """

    expected: Held
    told: dict[str, Any]
    box: list[str]


def make_plan(
    asked: frozenset[Layer], own: Path, hidden: Sequence[str], *, try_box: bool = True
) -> Plan:
    """Return the plan for a zygote; give the folder to whoever its workers will be.

    Args:
        asked: the layers that are wished for.
        own: the folder of its workers. Beside it a file is written that they may not reach.
        hidden: paths that they may not read, though they lie among the software.
        try_box: whether to find out first if a box can be made, where bubblewrap is installed.
    """
    as_root = sys.platform != "win32" and os.geteuid() == 0
    beside = own.with_name("beside")
    beside.write_text("another student's\n", encoding="utf-8")
    missing = dict(_lacking(asked, as_root=as_root, try_box=try_box))
    uid = None
    # Who is not root has nothing to give up, and misses nothing.
    if Layer.UID in asked - set(missing) and as_root:
        uid = confinement.unused_uid()
        if uid is None:
            missing[Layer.UID] = "this system has no user id to spare"
        else:
            os.chown(own, uid, uid)
            own.parent.chmod(0o711)
    layers = asked - set(missing) - ({Layer.UID} if uid is None else set())
    software = confinement.software()
    told = {
        "layers": sorted(layers),
        "uid": uid or 0,
        "readable": [*software, *confinement.machine()],
        "hidden": list(hidden),
        **confinement.trials(beside, hidden),
    }
    boxed = Layer.BOX in layers
    box = bubblewrap.command(own, software, hidden, as_root=as_root) if boxed else []
    return Plan(Held(layers, missing), told, box)


def _lacking(asked: frozenset[Layer], *, as_root: bool, try_box: bool) -> dict[Layer, str]:
    if sys.platform != "linux":
        return dict.fromkeys(sorted(asked), "there is none but on Linux")
    missing = {}
    if Layer.BOX in asked and (try_box or not bubblewrap.is_installed()):
        reason = bubblewrap.why_unusable(tuple(confinement.software()), as_root=as_root)
        if reason:
            missing[Layer.BOX] = reason
    boxed = Layer.BOX in asked - set(missing)
    if Layer.UID in asked and as_root and not boxed and (closed := confinement.closed_to_others()):
        missing[Layer.UID] = (
            f"Python or cnnquiz lies below {closed}, which only its owner may enter"
        )
    return missing
