"""What the child takes away from itself before it looks at a package: resources, privileges, the network."""

from __future__ import annotations

import ctypes
import os
import resource
from dataclasses import dataclass

_PR_SET_NO_NEW_PRIVS = 38  # linux/prctl.h
_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER = 0x10000000  # linux/sched.h
_CLONE_NEWNET = 0x40000000
_CLONE_NEWIPC = 0x08000000
_SIGKILL = 9


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
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
        if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
            failed.append("no-new-privs")
        apart = _CLONE_NEWNET | _CLONE_NEWIPC
        # root may leave the network directly; anyone else needs a user namespace of their own for it
        if libc.unshare(apart) != 0 and libc.unshare(apart | _CLONE_NEWUSER) != 0:
            failed.append("no-network")
    except (OSError, AttributeError):
        failed += ["no-new-privs", "no-network"]
    os.umask(0o077)
    return tuple(failed)
