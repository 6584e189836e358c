"""Landlock: after `shut`, this process changes no file and opens none but libraries, whatever runs in it.

Source: Documentation/userspace-api/landlock.rst and include/uapi/linux/landlock.h of Linux 6.12. Descriptors
that are open already stay usable, which is all a child needs: it was handed its package.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = map(ctypes.c_long, (444, 445, 446))  # on all architectures
_VERSION = 1  # LANDLOCK_CREATE_RULESET_VERSION
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}
"""From which version of the interface on how many rights over files exist, one bit each."""
_READ = 1 << 2 | 1 << 3  # a file, a folder
_BENEATH = 1  # LANDLOCK_RULE_PATH_BENEATH
_NETWORK = 4  # from this version on: binding and connecting TCP
_SCOPES = 6  # from this version on: abstract sockets of others, signals to others


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def shut(libc: ctypes.CDLL, libraries: Iterable[str]) -> bool:
    """Takes away every right over files that this kernel knows but to read what lies below the folders
    `libraries`, and TCP and signals to others where it can.

    False where the kernel has no Landlock. Needs no_new_privs to be set.
    """
    version = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION)
    if version < 1:
        return False
    rights = max(number for since, number in _FILE_RIGHTS.items() if since <= version)
    wanted = _Ruleset((1 << rights) - 1, 3 if version >= _NETWORK else 0, 3 if version >= _SCOPES else 0)
    # older kernels take a longer structure if what they do not know is zero
    ruleset = libc.syscall(
        _CREATE_RULESET, ctypes.byref(wanted), ctypes.c_size_t(ctypes.sizeof(wanted)), ctypes.c_uint32(0)
    )
    if ruleset < 0:
        return False
    for folder in libraries:
        try:
            beneath = os.open(folder, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue  # not there, so nothing can be read from it either
        rule = _Beneath(_READ, beneath)
        libc.syscall(_ADD_RULE, ruleset, _BENEATH, ctypes.byref(rule), ctypes.c_uint32(0))
        os.close(beneath)
    held = bool(libc.syscall(_RESTRICT_SELF, ruleset, ctypes.c_uint32(0)) == 0)
    os.close(ruleset)
    return held
