"""The filter refuses what it says, in a process of its own; its numbers are the kernel's."""

from __future__ import annotations

import ctypes
import os
import re
import struct
from pathlib import Path

import pytest

from scanner.seccomp import TABLES, program
from tests.scanner.test_confine import confined

HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}
FROM_HERE = ("kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "prlimit64")


@pytest.mark.parametrize("machine", HEADERS)
def test_the_numbers_are_those_of_the_kernel(machine: str) -> None:
    if not HEADERS[machine].exists():
        pytest.skip("no kernel headers: apt-get install linux-libc-dev")
    text = HEADERS[machine].read_text()
    numbers = {
        name: int(number) for name, number in re.findall(r"define __NR\w*?_(\w+)\s+(\d+)$", text, re.M)
    }
    numbers |= {name: int(number) for name, number in re.findall(r"define __NR_(\w+)\s+(\d+)$", text, re.M)}
    table = TABLES[machine]
    known = {name: numbers[name] for name in table.refused}
    assert dict(table.refused) == known
    assert table.to_process == tuple(numbers[name] for name in FROM_HERE)
    assert (table.seccomp, table.clone, table.clone3) == tuple(
        numbers[name] for name in ("seccomp", "clone", "clone3")
    )


@pytest.fixture
def _filter() -> None:
    if os.uname().machine not in TABLES:
        pytest.skip(f"no filter for {os.uname().machine}")
    if ctypes.CDLL(None).prctl(21, 0, 0, 0, 0) < 0:
        pytest.skip("this kernel has no seccomp")


@pytest.mark.usefixtures("_filter")
@pytest.mark.parametrize(
    "what",
    [
        "socket.socket(socket.AF_INET)",
        "socket.socket(socket.AF_UNIX)",
        "socket.socketpair()",
        "left.send(b'x')",
        "os.execv('/bin/true', ['true'])",
        "os.fork()",
        "subprocess.run(['/bin/true'])",
        "os.kill(os.getppid(), 0)",
        "os.kill(-1, 0)",
        "os.kill(1, 0)",
        "os.pidfd_open(os.getpid())",
        "resource.prlimit(os.getppid(), resource.RLIMIT_CPU)",
        "call('ptrace', 0, 0, 0, 0)",
        "call('process_vm_readv', os.getppid(), 0, 0, 0, 0, 0)",
        "call('bpf', 0, 0, 0)",
        "call('mount', 0, 0, 0, 0, 0)",
        "call('unshare', 0)",
        "call('keyctl', 0, 0, 0, 0, 0)",
        "call('io_uring_setup', 1, 0)",
        "call('perf_event_open', 0, 0, 0, 0, 0)",
        "call('userfaultfd', 0)",
    ],
)
def test_calls_are_refused(what: str) -> None:
    before = "import socket, os, subprocess, resource, ctypes; left, right = socket.socketpair()"
    then = f"""
from scanner.seccomp import TABLES
assert "seccomp" not in failed, failed
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *arguments):
    number = TABLES[os.uname().machine].refused[name]
    if libc.syscall(ctypes.c_long(number), *map(ctypes.c_long, arguments)) < 0:
        raise OSError(ctypes.get_errno(), name)
try:
    {what}
    print("done")
except PermissionError:
    print("refused")
"""
    assert confined(then, before) == "refused"


@pytest.mark.usefixtures("_filter")
def test_a_process_may_end_itself() -> None:
    then = (
        "import os, signal; print('there', flush=True); os.kill(os.getpid(), signal.SIGTERM); print('still')"
    )
    assert confined(then) == "there"


def test_another_tables_calls_end_the_process() -> None:
    for table in TABLES.values():
        code = list(struct.iter_unpack("<HBBI", program(table, 7)))
        assert code[1:3] == [(0x15, 1, 0, table.audit), (0x06, 0, 0, 0x80000000)]
        assert all(at + 1 + max(item[1:3]) < len(code) for at, item in enumerate(code[:-1]))
        assert code[-1] == (0x06, 0, 0, 0x7FFF0000)
