"""A seccomp filter: the Linux kernel refuses a worker the system calls that no exercise needs.

It is a short program for the kernel's own small machine, built once and entered by every worker.
What it refuses fails with EPERM, an ordinary PermissionError. (The libraries for this need
libseccomp, or are too young to be handed to every student.)
"""

import contextlib
import ctypes
import errno
import os
import struct
from dataclasses import dataclass

from cnnquiz.worker.kernel import machine, system_call

# The number of each call on x86_64 and on aarch64; None where it does not exist. That nobody leaves
# the worker's session (setsid, setpgid) is what makes it possible to end a storm of processes: one
# signal reaches all of them at once.
_Numbers = tuple[int | None, int | None]
REFUSED: dict[str, _Numbers] = {
    "accept": (43, 202),
    "accept4": (288, 242),
    "acct": (163, 89),
    "add_key": (248, 217),
    "adjtimex": (159, 171),
    "bind": (49, 200),
    "bpf": (321, 280),
    "capset": (126, 91),
    "chmod": (90, None),
    "chown": (92, None),
    "chroot": (161, 51),
    "clock_adjtime": (305, 266),
    "clock_settime": (227, 112),
    "connect": (42, 203),
    "delete_module": (176, 106),
    "fanotify_init": (300, 262),
    "fanotify_mark": (301, 263),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchown": (93, 55),
    "fchownat": (260, 54),
    "finit_module": (313, 273),
    "fsconfig": (431, 431),
    "fsetxattr": (190, 7),
    "fsmount": (432, 432),
    "fsopen": (430, 430),
    "fspick": (433, 433),
    "fremovexattr": (199, 16),
    "futimesat": (261, None),
    "init_module": (175, 105),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "io_uring_setup": (425, 425),
    "ioperm": (173, None),
    "iopl": (172, None),
    "ioprio_set": (251, 30),
    "kcmp": (312, 272),
    "kexec_file_load": (320, 294),
    "kexec_load": (246, 104),
    "keyctl": (250, 219),
    "lchown": (94, None),
    "listen": (50, 201),
    "lookup_dcookie": (212, 18),
    "lremovexattr": (198, 15),
    "lsetxattr": (189, 6),
    "memfd_secret": (447, 447),
    "migrate_pages": (256, 238),
    "mknod": (133, None),
    "mknodat": (259, 33),
    "mount": (165, 40),
    "mount_setattr": (442, 442),
    "move_mount": (429, 429),
    "move_pages": (279, 239),
    "mq_open": (240, 180),
    "mq_unlink": (241, 181),
    "msgget": (68, 186),
    "nfsservctl": (180, 42),
    "open_by_handle_at": (304, 265),
    "open_tree": (428, 428),
    "perf_event_open": (298, 241),
    "personality": (135, 92),
    "pidfd_getfd": (438, 438),
    "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424),
    "pivot_root": (155, 41),
    "process_madvise": (440, 440),
    "process_mrelease": (448, 448),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "ptrace": (101, 117),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "reboot": (169, 142),
    "removexattr": (197, 14),
    "request_key": (249, 218),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "semget": (64, 190),
    "setdomainname": (171, 162),
    "setfsgid": (123, 152),
    "setfsuid": (122, 151),
    "setgid": (106, 144),
    "setgroups": (116, 159),
    "sethostname": (170, 161),
    "setns": (308, 268),
    "setpgid": (109, 154),
    "setpriority": (141, 140),
    "setregid": (114, 143),
    "setresgid": (119, 149),
    "setresuid": (117, 147),
    "setreuid": (113, 145),
    "setsid": (112, 157),
    "settimeofday": (164, 170),
    "setuid": (105, 146),
    "setxattr": (188, 5),
    "shmget": (29, 194),
    "socket": (41, 198),
    "swapoff": (168, 225),
    "swapon": (167, 224),
    "syslog": (103, 116),
    "tkill": (200, 130),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "userfaultfd": (323, 282),
    "utime": (132, None),
    "utimensat": (280, 88),
    "utimes": (235, None),
    "vhangup": (153, 58),
}
# Allowed on oneself (0, or one's own id) and on nobody else.
_ON_ONESELF: dict[str, _Numbers] = {
    "prlimit64": (302, 261),
    "sched_setaffinity": (203, 122),
    "sched_setattr": (314, 274),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
}
_SIGNALS: dict[str, _Numbers] = {"kill": (62, 129), "tgkill": (234, 131)}
_CLONE: _Numbers = (56, 220)
_CLONE3 = 435  # its flags lie in memory, where a filter cannot look
_SECCOMP: _Numbers = (317, 277)
_LAST = 450  # calls from later kernels have not been judged
_NEW_NAMESPACES = 0x7E020000
_ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}

_LOAD, _EQUAL, _GREATER, _ANY_BIT, _RETURN = 0x20, 0x15, 0x25, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENT_0 = 0, 4, 16  # where they lie in what the filter looks at
_ALLOW, _FAIL = 0x7FFF0000, 0x00050000
_SET_MODE_FILTER, _TSYNC = 1, 1
_LONGEST_JUMP = 255


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter that is ready to be entered.

    Attributes:
        program: its instructions, with 0 where a worker's own process id belongs.
        own_id_at: the offsets of those places.
        seccomp: the number of the call that enters it.
    """

    program: bytes
    own_id_at: tuple[int, ...]
    seccomp: int

    def enter(self) -> None:
        """Hold all threads of this process, and what they start, to it. There is no way back.

        Raises:
            OSError: no_new_privs is not set, or the kernel has no filters.
        """
        program = bytearray(self.program)
        for offset in self.own_id_at:
            struct.pack_into("=I", program, offset, os.getpid())
        instructions = ctypes.create_string_buffer(bytes(program), len(program))
        header = struct.pack("@HP", len(program) // 8, ctypes.addressof(instructions))
        system_call(self.seccomp, _SET_MODE_FILTER, _TSYNC, header)


def prepare(*, signals_held: bool) -> Filter:
    """Return the filter for this machine.

    Args:
        signals_held: whether something else keeps a worker from signalling what is outside; if
            not, it may signal itself alone, and not even what it has started.

    Raises:
        OSError: the machine's system calls are not known here.
    """
    if machine() not in _ARCHITECTURES:
        raise OSError(errno.ENOSYS, "system calls are known for x86_64 and aarch64 on Linux only")
    column, architecture = _ARCHITECTURES[machine()]
    on_oneself = _ON_ONESELF if signals_held else _ON_ONESELF | _SIGNALS
    code = _Assembler()
    # A call made as another architecture's means something else by its number.
    code.add(_LOAD, _ARCHITECTURE)
    code.jump_unless(_EQUAL, architecture, "refuse")
    code.add(_LOAD, _NUMBER)
    code.jump_if(_GREATER, _LAST, "unknown")
    code.jump_if(_EQUAL, _CLONE3, "unknown")  # the C library then takes clone
    for numbers in REFUSED.values():
        with contextlib.suppress(ValueError):
            code.jump_if(_EQUAL, _one(numbers, column), "refuse")
    code.jump_if(_EQUAL, _one(_CLONE, column), "clone")
    for numbers in on_oneself.values():
        code.jump_if(_EQUAL, _one(numbers, column), "oneself")
    code.result("", _ALLOW)
    code.mark("clone")
    code.add(_LOAD, _ARGUMENT_0)
    code.jump_if(_ANY_BIT, _NEW_NAMESPACES, "refuse")
    code.result("", _ALLOW)
    code.mark("oneself")
    code.add(_LOAD, _ARGUMENT_0)
    code.jump_if(_EQUAL, 0, "allow")
    own = code.jump_if(_EQUAL, 0, "allow")
    code.result("refuse", _FAIL | errno.EPERM)
    code.result("unknown", _FAIL | errno.ENOSYS)
    code.result("allow", _ALLOW)
    return Filter(code.assembled(), (own * 8 + 4,), _one(_SECCOMP, column))


def _one(numbers: _Numbers, column: int) -> int:
    number = numbers[column]
    if number is None:
        raise ValueError("this architecture has no such call")
    return number


class _Assembler:
    """Puts instructions in a row, and fills in how far the jumps go once all are there."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, str, str, int]] = []  # code, where to if so, if not, operand
        self._marks: dict[str, int] = {}

    def add(self, code: int, operand: int) -> int:
        self._rows.append((code, "", "", operand))
        return len(self._rows) - 1

    def jump_if(self, code: int, operand: int, mark: str) -> int:
        self._rows.append((code, mark, "", operand))
        return len(self._rows) - 1

    def jump_unless(self, code: int, operand: int, mark: str) -> None:
        self._rows.append((code, "", mark, operand))

    def mark(self, name: str) -> None:
        self._marks[name] = len(self._rows)

    def result(self, name: str, value: int) -> None:
        self.mark(name)
        self.add(_RETURN, value)

    def assembled(self) -> bytes:
        return b"".join(
            struct.pack("=HBBI", code, self._far(at, if_so), self._far(at, if_not), operand)
            for at, (code, if_so, if_not, operand) in enumerate(self._rows)
        )

    def _far(self, at: int, mark: str) -> int:
        far = self._marks[mark] - at - 1 if mark else 0
        assert 0 <= far <= _LONGEST_JUMP, f"a jump to {mark} over {far} instructions"  # noqa: S101
        return far
