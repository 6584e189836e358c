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
failed = confine(Confinement(memory=1 << 28, cpu=5, descriptors=32), 0)
"""


def confined(then: str) -> str:
    done = subprocess.run(
        [sys.executable, "-I", "-c", START + then, ROOT],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stdout.strip() + done.stderr.strip()


def test_memory_is_limited() -> None:
    assert "MemoryError" in confined("b = bytearray(1 << 29)")


def test_no_file_can_grow() -> None:
    then = """
try:
    f = open(f"/tmp/heyan-confine-{__import__('os').getpid()}", "wb")
    __import__("os").unlink(f.name)
    f.write(b"x"); f.flush()
    print("written")
except OSError as fault:
    print("refused", fault.errno)
"""
    assert confined(then).startswith("refused 27")  # EFBIG


def test_descriptors_are_limited() -> None:
    assert "Too many open files" in confined("a = [open('/dev/null') for _ in range(64)]")


def test_privileges_cannot_grow() -> None:
    assert "NoNewPrivs:\t1" in confined("print(open('/proc/self/status').read())")


def test_the_network_is_out_of_reach_or_that_is_said() -> None:
    then = """
import socket
server = socket.socket()
try:
    server.bind(("127.0.0.1", 0)); server.listen(); socket.create_connection(server.getsockname(), 1)
    print("connected", failed)
except OSError:
    print("alone", failed)
"""
    said = confined(then)
    assert said.startswith("alone") or "no-network" in said
