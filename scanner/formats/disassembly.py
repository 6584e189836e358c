"""The instructions of one method of a dex file, as androguard writes them."""

from __future__ import annotations

import contextlib
import io
import zlib


class NoMethod(ValueError):
    """The dex file has no such method, or cannot be read."""


def prepare() -> None:
    """Imports androguard, which takes a while and is wanted only where a method is shown."""
    from androguard.core import dex  # noqa: F401
    from loguru import logger

    logger.remove()


def method(data: bytes, cls: str, name: str) -> list[tuple[int, str]]:
    """(byte offset in the file, instruction) of a method. `cls` is dotted, `name` has its descriptor.

    Raises NoMethod.
    """
    with contextlib.redirect_stderr(io.StringIO()):
        prepare()
        from androguard.core.dex import DEX

        # a forged checksum keeps other tools out, not the runtime, which checks none when it loads the code
        whole = data[:8] + zlib.adler32(data[12:]).to_bytes(4, "little") + data[12:]
        try:
            dex = DEX(whole)
        except Exception as fault:  # androguard raises whatever broken input makes it
            raise NoMethod(f"{type(fault).__name__}: {fault}") from fault
    wanted = f"L{cls.replace('.', '/')};"
    for found in dex.get_encoded_methods_class(wanted) or ():
        if found.get_name() + found.get_descriptor().replace(" ", "") == name:
            code = found.get_code()
            if code is None:
                return []
            at = code.get_off() + 16  # the header of a code_item
            listed = []
            for instruction in found.get_instructions():
                listed.append((at, f"{instruction.get_name()} {instruction.get_output()}"))
                at += instruction.get_length()
            return listed
    raise NoMethod(f"{cls}.{name}")
