"""The child process: reads an order, confines itself, examines, and says what it finds line by line.

Everything is imported before the package is touched, so that afterwards the child needs no file but those it
was handed. Its answer is checked by answer.py.
"""

from __future__ import annotations

import gc
import mmap
import sys
from typing import Any

import orjson

from scanner import codec, scan, spot
from scanner.confine import Confinement, confine
from scanner.formats import disassembly
from scanner.intake import open_app
from scanner.kinds import Stage
from scanner.model import BadPackage, ByteRules, Evidence, Limits, WatchList
from scanner.visible import visible_json


def main() -> None:
    """Reads the order from standard input and writes the answer to standard output."""
    gc.disable()  # a short life: what is in cycles goes with the process, and its memory is bounded anyway
    order = orjson.loads(sys.stdin.buffer.read())
    if order["package"] is not None:
        from scanner import child_session
    files = [(item["name"], item["fd"], item["size"]) for item in order["files"]]
    if order["spot"] is not None:
        disassembly.prepare()  # its import wants a folder for temporary files
    confinement = codec.from_json(Confinement, order["confinement"])
    not_held = confine(confinement, sum(size for _, _, size in files))
    out = sys.stdout.buffer

    def say(word: str, content: Any) -> None:
        out.write(encoded(word, content))

    limits = codec.from_json(Limits, order["limits"])
    watch = codec.from_json(WatchList, order["watch"])
    own = tuple(codec.from_json(ByteRules, item) for item in order["rules"])
    try:
        mapped = [(name, _map(fd, size)) for name, fd, size in files]
        if order["package"] is not None:
            from scanner import child_session

            child_session.run(order, mapped, say)
            out.flush()
            return
        app = open_app(mapped, watch, limits)
        if order["spot"] is None:
            scan.run(app, Stage(order["stage"]), own, say, not_held)
        else:
            say("package", app.package)
            for line in spot.lines(app, codec.from_json(Evidence, order["spot"])):
                say("line", line)
    except BadPackage as bad:
        say("bad", {"code": bad.code, "zh": bad.zh, "en": bad.en})
    out.flush()


def encoded(word: str, content: Any) -> bytes:
    """One line of the answer. Half a character, as names in code may hold, is no JSON: it is written out."""
    plain = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_APPEND_NEWLINE
    try:
        return orjson.dumps({word: content}, default=codec.to_json, option=plain)
    except orjson.JSONEncodeError:
        return orjson.dumps({word: visible_json(codec.to_json(content))}, option=plain)


def _map(fd: int, size: int) -> mmap.mmap | bytes:
    return mmap.mmap(fd, size, access=mmap.ACCESS_READ) if size else b""
