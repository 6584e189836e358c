"""A seccomp filter: after `shut`, the kernel refuses the calls that a reader of files has no use for.

Sockets, other programs and processes, mounts, keys, kernel interfaces with a history of holes. Refused calls
fail with EPERM; calls of another architecture's table end the process. Threads may start, processes not.
Source: Documentation/userspace-api/seccomp_filter.rst, include/uapi/linux/{seccomp,filter,audit}.h; call
numbers: arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Iterator, Mapping
from typing import NamedTuple

_SET_MODE_FILTER, _TSYNC = 1, 1
_ALLOW, _ERRNO, _KILL_PROCESS = 0x7FFF0000, 0x00050000, 0x80000000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # BPF_LD|W|ABS, BPF_JMP|…, BPF_RET
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16  # bytes in struct seccomp_data
_CLONE_THREAD = 0x10000
_OTHER_TABLE = 0x40000000  # x32 calls, on x86_64


class _Table(NamedTuple):
    audit: int  # AUDIT_ARCH_…
    seccomp: int
    clone: int
    clone3: int
    to_process: tuple[int, ...]  # kill, tgkill, rt_sigqueueinfo, rt_tgsigqueueinfo, prlimit64
    refused: Mapping[str, int]


_COMMON = {
    "pidfd_send_signal": 424, "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
    "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433,
    "pidfd_open": 434, "pidfd_getfd": 438, "process_madvise": 440, "mount_setattr": 442,
}  # fmt: skip
_X86_64 = _Table(
    0xC000003E, 317, 56, 435, (62, 234, 129, 297, 302),
    {
        "socket": 41, "connect": 42, "accept": 43, "sendto": 44, "sendmsg": 46, "bind": 49, "listen": 50,
        "socketpair": 53, "accept4": 288, "sendmmsg": 307, "fork": 57, "vfork": 58, "execve": 59,
        "execveat": 322, "tkill": 200, "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311,
        "kcmp": 312, "bpf": 321, "perf_event_open": 298, "userfaultfd": 323, "mount": 165, "umount2": 166,
        "pivot_root": 155, "chroot": 161, "unshare": 272, "setns": 308, "add_key": 248, "request_key": 249,
        "keyctl": 250, "init_module": 175, "delete_module": 176, "finit_module": 313, "kexec_load": 246,
        "kexec_file_load": 320, "reboot": 169, "swapon": 167, "swapoff": 168, "acct": 163, "syslog": 103,
        "quotactl": 179, "personality": 135, "settimeofday": 164, "clock_settime": 227, "adjtimex": 159,
        "clock_adjtime": 305, "sethostname": 170, "setdomainname": 171, "iopl": 172, "ioperm": 173,
        "modify_ldt": 154, "name_to_handle_at": 303, "open_by_handle_at": 304, "fanotify_init": 300,
        **_COMMON,
    },
)  # fmt: skip
_AARCH64 = _Table(
    0xC00000B7, 277, 220, 435, (129, 131, 138, 240, 261),
    {
        "socket": 198, "connect": 203, "accept": 202, "sendto": 206, "sendmsg": 211, "bind": 200,
        "listen": 201, "socketpair": 199, "accept4": 242, "sendmmsg": 269, "execve": 221, "execveat": 281,
        "tkill": 130, "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271, "kcmp": 272,
        "bpf": 280, "perf_event_open": 241, "userfaultfd": 282, "mount": 40, "umount2": 39,
        "pivot_root": 41, "chroot": 51, "unshare": 97, "setns": 268, "add_key": 217, "request_key": 218,
        "keyctl": 219, "init_module": 105, "delete_module": 106, "finit_module": 273, "kexec_load": 104,
        "kexec_file_load": 294, "reboot": 142, "swapon": 224, "swapoff": 225, "acct": 89, "syslog": 116,
        "quotactl": 60, "personality": 92, "settimeofday": 170, "clock_settime": 112, "adjtimex": 171,
        "clock_adjtime": 266, "sethostname": 161, "setdomainname": 162, "name_to_handle_at": 264,
        "open_by_handle_at": 265, "fanotify_init": 262, **_COMMON,
    },
)  # fmt: skip
TABLES: Mapping[str, _Table] = {"x86_64": _X86_64, "aarch64": _AARCH64}
"""By the machine's name, as uname gives it."""


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def shut(libc: ctypes.CDLL) -> bool:
    """Sets the filter for all threads. False where it cannot be: no table for this machine, or no seccomp.

    Needs no_new_privs to be set.
    """
    table = TABLES.get(os.uname().machine)
    if table is None:
        return False
    code = program(table, os.getpid())
    wanted = _Program(len(code) // 8, code)
    number = ctypes.c_long(table.seccomp)
    return bool(libc.syscall(number, _SET_MODE_FILTER, ctypes.c_long(_TSYNC), ctypes.byref(wanted)) == 0)


def program(table: _Table, own: int) -> bytes:
    """The filter for one machine and the process `own`, as struct sock_filter: 8 bytes an instruction."""
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in _instructions(table, own))


def _instructions(table: _Table, own: int) -> Iterator[tuple[int, int, int, int]]:
    """(code, steps to skip if true, if false, constant)"""
    refuse = (_RETURN, 0, 0, _ERRNO | errno.EPERM)
    yield _LOAD, 0, 0, _ARCHITECTURE
    yield _EQUAL, 1, 0, table.audit
    yield _RETURN, 0, 0, _KILL_PROCESS
    yield _LOAD, 0, 0, _NUMBER
    yield _AT_LEAST, 0, 1, _OTHER_TABLE
    yield refuse
    # the C library falls back to clone, whose flags can be seen from here
    yield _EQUAL, 0, 1, table.clone3
    yield _RETURN, 0, 0, _ERRNO | errno.ENOSYS
    for number in sorted(table.refused.values()):
        yield _EQUAL, 0, 1, number
        yield refuse
    yield _EQUAL, 0, 3, table.clone
    yield _LOAD, 0, 0, _FIRST_ARGUMENT
    yield _ANY_BIT, 1, 0, _CLONE_THREAD
    yield refuse
    yield _LOAD, 0, 0, _NUMBER
    for number in table.to_process:
        yield _EQUAL, 0, 5, number
        yield _LOAD, 0, 0, _FIRST_ARGUMENT
        yield _EQUAL, 2, 0, own
        yield _EQUAL, 1, 0, 0  # itself, or its own group
        yield refuse
        yield _LOAD, 0, 0, _NUMBER
    yield _RETURN, 0, 0, _ALLOW
