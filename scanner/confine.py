"""What the child takes from itself before it looks at a package: resources, privileges, files, network."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import resource
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scanner import landlock, seccomp

_PR_SET_NO_NEW_PRIVS = 38  # linux/prctl.h
_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER = 0x10000000  # linux/sched.h
_CLONE_NEWNET = 0x40000000
_CLONE_NEWIPC = 0x08000000
_SIGKILL = 9
_CAPABILITY_VERSION = 0x20080522  # linux/capability.h, _LINUX_CAPABILITY_VERSION_3


@dataclass(frozen=True, slots=True)
class Confinement:
    """Limits of one child process. Bytes and seconds."""

    memory: int = 1 << 30  # address space beyond the package itself, which is mapped
    cpu: int = 300
    file: int = 0  # the child writes no file at all
    descriptors: int = 64


def confine(limits: Confinement, mapped: int) -> tuple[str, ...]:
    """Applies the limits to this process; `mapped` is the size of the files it will map.

    Gives the names of what could not be applied here (say, no unprivileged namespaces); empty when all hold.
    """
    failed = []
    wanted = {
        resource.RLIMIT_AS: limits.memory + mapped,
        resource.RLIMIT_CPU: limits.cpu,
        resource.RLIMIT_FSIZE: limits.file,
        resource.RLIMIT_NOFILE: limits.descriptors,
        resource.RLIMIT_CORE: 0,
    }
    for what, most in wanted.items():
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):
            failed.append(f"rlimit-{what}")
    os.umask(0o077)
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        failed += _rights(libc)
    except (OSError, AttributeError):  # a system without these calls
        failed += ["no-new-privs", "no-network", "no-capabilities", "landlock", "seccomp"]
    return tuple(failed)


def _rights(libc: ctypes.CDLL) -> Iterator[str]:
    """Gives up privileges, the network, capabilities, files and most system calls, in the order that lets
    each step still be taken; yields the names of those that could not be."""
    libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        yield "no-new-privs"
    apart = _CLONE_NEWNET | _CLONE_NEWIPC
    # root may leave the network directly; anyone else needs a user namespace of their own for it
    if libc.unshare(apart) != 0 and libc.unshare(apart | _CLONE_NEWUSER) != 0:
        yield "no-network"
    # none effective, permitted or inheritable: those of root, and those of that namespace
    who, none = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0), (ctypes.c_uint32 * 6)()
    if libc.capset(who, none) != 0:
        yield "no-capabilities"
    if not landlock.shut(libc, _libraries()):
        yield "landlock"
    if not seccomp.shut(libc):
        yield "seccomp"


def _libraries() -> Iterator[str]:
    """Where Python and its packages lie: a few modules are imported only when a package asks for them.

    Packages may be links to elsewhere; where these ones really lie is allowed too.
    """
    yield str(Path(os.__file__).parent)
    own = str(Path(__file__).resolve().parent.parent)
    yield from (path for path in sys.path if path and path != own and Path(path).is_dir())
    for name in ("cryptography", "cffi", "_cffi_backend"):
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin is not None:
            found = Path(spec.origin).resolve().parent
            yield str(found.parent if spec.submodule_search_locations else found)
    yield from ("/lib", "/usr/lib")
