"""The filter's program decides as it should, for every architecture, when it is worked through."""

import errno
import os
import struct

import pytest

from cnnquiz.worker import seccomp

ALLOW = 0x7FFF0000
REFUSE, UNKNOWN = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
X86_64, AARCH64, X86_32 = 0xC000003E, 0xC00000B7, 0x40000003
OWN = 4321
NEW_NAMESPACE, ORDINARY_THREAD = 0x10000000, 0x003D0F00


def decide(program: bytes, architecture: int, number: int, *arguments: int) -> int:
    """Work through a program as the kernel does; return its verdict."""
    padded = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("=IIQ6Q", number, architecture, 0, *padded)
    rows = list(struct.iter_unpack("=HBBI", program))
    accumulator = at = 0
    while True:
        code, if_so, if_not, operand = rows[at]
        at += 1
        match code:
            case 0x20:
                accumulator = struct.unpack_from("=I", data, operand)[0]
            case 0x15:
                at += if_so if accumulator == operand else if_not
            case 0x25:
                at += if_so if accumulator > operand else if_not
            case 0x45:
                at += if_so if accumulator & operand else if_not
            case 0x06:
                return operand
            case _:
                raise AssertionError(f"no such instruction: {code:#x}")


@pytest.fixture(params=[("x86_64", 0, X86_64), ("aarch64", 1, AARCH64)], ids=lambda one: one[0])
def machine(request, monkeypatch):
    """Column of the tables and number of an architecture, which this machine is taken for."""
    name, column, architecture = request.param
    monkeypatch.setattr(seccomp, "machine", lambda: name)
    return column, architecture


def program(*, signals_held: bool) -> bytes:
    """Return the program as a worker of the process id `OWN` enters it."""
    prepared = seccomp.prepare(signals_held=signals_held)
    own = bytearray(prepared.program)
    for offset in prepared.own_id_at:
        assert own[offset : offset + 4] == bytes(4)
        struct.pack_into("=I", own, offset, OWN)
    return bytes(own)


def test_every_call_of_the_table_is_refused(machine):
    column, architecture = machine
    ready = program(signals_held=True)
    numbers = [both[column] for both in seccomp.REFUSED.values() if both[column] is not None]
    assert len(numbers) == len(set(numbers)) > 80
    for number in numbers:
        assert decide(ready, architecture, number) == REFUSE, number


def test_reading_writing_and_ordinary_forks_are_allowed(machine):
    column, architecture = machine
    read, write, exit_group, clone = [(0, 63), (1, 64), (231, 94), (56, 220)]
    for call in (read, write, exit_group, clone):
        verdict = decide(program(signals_held=True), architecture, call[column], ORDINARY_THREAD)
        assert verdict == ALLOW


def test_forks_into_new_namespaces_are_refused(machine):
    column, architecture = machine
    clone = (56, 220)[column]
    assert decide(program(signals_held=True), architecture, clone, NEW_NAMESPACE) == REFUSE


def test_calls_that_cannot_be_judged_are_unknown(machine):
    _, architecture = machine
    for number in (435, 451, 0x40000001, 2**32 - 1):
        assert decide(program(signals_held=True), architecture, number) == UNKNOWN


def test_calls_of_another_architecture_are_refused(machine):
    _, architecture = machine
    other = AARCH64 if architecture == X86_64 else X86_64
    for foreign in (other, X86_32):
        assert decide(program(signals_held=True), foreign, 0) == REFUSE


def test_signals_go_to_oneself_alone_unless_something_else_holds_them(machine):
    column, architecture = machine
    kill = (62, 129)[column]
    ours, others = (0, OWN), (1, OWN + 1, 2**32 - 1)
    held, loose = program(signals_held=True), program(signals_held=False)
    for pid in (*ours, *others):
        assert decide(held, architecture, kill, pid) == ALLOW
    assert {decide(loose, architecture, kill, pid) for pid in ours} == {ALLOW}
    assert {decide(loose, architecture, kill, pid) for pid in others} == {REFUSE}


def test_limits_of_other_processes_are_never_to_be_set(machine):
    column, architecture = machine
    prlimit = (302, 261)[column]
    ready = program(signals_held=True)
    verdicts = [decide(ready, architecture, prlimit, pid) for pid in (0, OWN, os.getppid())]
    assert verdicts == [ALLOW, ALLOW, REFUSE]


def test_unknown_machine_has_no_filter(monkeypatch):
    monkeypatch.setattr(seccomp, "machine", lambda: "vax")
    with pytest.raises(OSError, match="x86_64 and aarch64"):
        seccomp.prepare(signals_held=True)
