"""The child process: reads an order, confines itself, examines, and says what it finds line by line.

Everything its stage needs is imported before the files are touched, so that afterwards the child needs no
file but those it was handed. Its answer is checked by answer.py.
"""

from __future__ import annotations

import gc
import mmap
import sys
from collections.abc import Callable, Mapping
from typing import Any

import orjson

from scanner import codec
from scanner.confine import Confinement, confine
from scanner.kinds import Stage
from scanner.model import BadPackage, ByteRules, Evidence, Limits, WatchList
from scanner.visible import visible_json

Say = Callable[[str, Any], None]


def main() -> None:
    """Reads the order from standard input and writes the answer to standard output.

    The stage stands on the command line: its imports take longest and need no order.
    """
    gc.disable()  # a short life: what is in cycles goes with the process, and its memory is bounded anyway
    work = _WORK[Stage(sys.argv[2])]()
    order = orjson.loads(sys.stdin.buffer.read())
    files = [(item["name"], item["fd"], item["size"]) for item in order["files"]]
    if order["spot"] is not None:
        from scanner.formats import disassembly

        disassembly.prepare()  # its import wants a folder for temporary files
    confinement = codec.from_json(Confinement, order["confinement"])
    not_held = confine(confinement, sum(size for _, _, size in files))
    out = sys.stdout.buffer

    def say(word: str, content: Any) -> None:
        out.write(encoded(word, content))
        if word == "plan":
            out.flush()  # whatever happens from here on, what was to be done is known

    try:
        work(order, [(name, _map(fd, size)) for name, fd, size in files], say, not_held)
    except BadPackage as bad:
        say("bad", {"code": bad.code, "zh": bad.zh, "en": bad.en})
    out.flush()


Files = list[tuple[str, "mmap.mmap | bytes"]]
Work = Callable[[dict[str, Any], Files, Say, tuple[str, ...]], None]


def _static() -> Work:
    from scanner import scan, spot
    from scanner.intake import open_app

    def work(order: dict[str, Any], files: Files, say: Say, not_held: tuple[str, ...]) -> None:
        limits = codec.from_json(Limits, order["limits"])
        app = open_app(files, codec.from_json(WatchList, order["watch"]), limits)
        if order["spot"] is None:
            own = tuple(codec.from_json(ByteRules, item) for item in order["rules"])
            scan.run(app, Stage(order["stage"]), own, say, not_held)
            return
        say("package", app.package)
        for line in spot.lines(app, codec.from_json(Evidence, order["spot"])):
            say("line", line)

    return work


def _policy() -> Work:
    from scanner.policy import stage
    from scanner.policy.document import Source

    def work(order: dict[str, Any], files: Files, say: Say, not_held: tuple[str, ...]) -> None:
        sources = [codec.from_json(Source, item) for item in order["sources"]]
        documents = stage.opened(files, sources, codec.from_json(Limits, order["limits"]))
        stage.run(documents, codec.from_json(WatchList, order["watch"]).terms, say, not_held)

    return work


def _dynamic() -> Work:
    from scanner import child_session

    def work(order: dict[str, Any], files: Files, say: Say, _not_held: tuple[str, ...]) -> None:
        child_session.run(order, files, say)

    return work


_WORK: Mapping[Stage, Callable[[], Work]] = {
    Stage.STATIC: _static,
    Stage.POLICY: _policy,
    Stage.DYNAMIC: _dynamic,
}
"""What is imported for each stage, and what is done then."""


def encoded(word: str, content: Any) -> bytes:
    """One line of the answer. Half a character, as names in code may hold, is no JSON: it is written out."""
    plain = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_APPEND_NEWLINE
    try:
        return orjson.dumps({word: content}, default=codec.to_json, option=plain)
    except orjson.JSONEncodeError:
        return orjson.dumps({word: visible_json(codec.to_json(content))}, option=plain)


def _map(fd: int, size: int) -> mmap.mmap | bytes:
    return mmap.mmap(fd, size, access=mmap.ACCESS_READ) if size else b""
