"""Confinement is applied in processes of its own: it cannot be taken back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = str(Path(__file__).parents[2])
START = """
import sys
sys.path.insert(0, sys.argv[1])
from scanner.confine import Confinement, confine
failed = confine(Confinement(memory=1 << 29, cpu=5, descriptors=32), 0)
"""


def confined(then: str, before: str = "") -> str:
    """What a process says that runs `before`, confines itself, and runs `then`."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"{before}\n{START}{then}", ROOT],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stdout.strip() + done.stderr.strip()


def test_memory_is_limited() -> None:
    assert "MemoryError" in confined("b = bytearray(1 << 30)")


def test_no_file_can_grow() -> None:
    then = """
try:
    f.write(b"x"); f.flush()
    print("written")
except OSError as fault:
    print("refused", fault.errno)
"""
    assert confined(then, "import tempfile; f = tempfile.TemporaryFile()").startswith("refused 27")  # EFBIG


def test_descriptors_are_limited() -> None:
    assert "Too many open files" in confined("import os; a = [os.dup(0) for _ in range(64)]")


def test_privileges_cannot_grow() -> None:
    assert confined("import ctypes; print(ctypes.CDLL(None).prctl(39, 0, 0, 0, 0))") == "1"


def test_no_capability_is_left() -> None:
    then = """
import ctypes
held = (ctypes.c_uint32 * 6)(*[1] * 6)
print(ctypes.CDLL(None).capget((ctypes.c_uint32 * 2)(0x20080522, 0), held), list(held), failed)
"""
    said = confined(then)
    assert said.startswith("0 [0, 0, 0, 0, 0, 0]") or "no-capabilities" in said


def test_the_network_is_out_of_reach_or_that_is_said() -> None:
    then = """
try:
    server = socket.socket()
    server.bind(("127.0.0.1", 0)); server.listen(); socket.create_connection(server.getsockname(), 1)
    print("connected", failed)
except OSError:
    print("alone", failed)
"""
    said = confined(then, "import socket")
    assert said.startswith("alone") or "no-network" in said


def test_threads_arrays_and_byte_rules_still_work() -> None:
    rule = 'rule a { strings: $a = "x" condition: $a }'
    before = f"import threading, numpy, yara; r = yara.compile(source={rule!r})"
    then = """
found = []
t = threading.Thread(target=lambda: found.append(len(r.match(data=b"x" * 10))))
t.start(); t.join()
print(found, numpy.arange(10_000_000).sum())
"""
    assert confined(then, before) == "[1] 49999995000000"
