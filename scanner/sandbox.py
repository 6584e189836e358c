"""Runs one stage over one package in a child process, and checks and bounds what comes back.

The child reads hostile files, so its answer is hostile too: every line is decoded strictly, texts are made
visible and cut, places per fact and the total size are bounded. What was found before a crash stays.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import orjson

from scanner import codec
from scanner.answer import Answer, ChildFault
from scanner.confine import Confinement
from scanner.kinds import Stage
from scanner.model import (
    NO_PACKAGE,
    SCHEMA,
    BadPackage,
    ByteRules,
    Evidence,
    Limits,
    Package,
    Scan,
    WatchList,
)
from scanner.policy.document import Source
from scanner.visible import readable

ANSWER = 64 << 20
"""Most bytes that are accepted from a child."""

_START = "import sys; sys.path.insert(0, sys.argv[1]); from scanner.child import main; main()"
_ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    # glibc keeps what it frees up to a bound: contents come and go, and fresh pages cost time
    "MALLOC_MMAP_THRESHOLD_": str(8 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(32 << 20),
}
_ROOT = str(Path(__file__).resolve().parent.parent)


@dataclass(frozen=True, slots=True)
class Job:
    """What a child is to do. `files` are one package, or one app's base package and its splits."""

    files: tuple[Path, ...]
    stage: Stage
    watch: WatchList
    at: str  # day of the examination, YYYY-MM-DD
    house: str  # Heyan's version
    limits: Limits = field(default_factory=Limits)
    confinement: Confinement = field(default_factory=Confinement)
    seconds: float = 600  # wall clock
    rules: tuple[Path, ...] = ()  # the user's own YARA files, read here and compiled in the child
    spot: Evidence | None = None  # only show this spot
    # of a session or a policy: the package that it is about. `files` of a session are the session as one zip
    # and, where the user has one, a database of addresses
    package: Package | None = None
    sources: tuple[Source, ...] = ()  # stage policy: of each file, or entries of the one package


def own_rules(paths: Sequence[Path]) -> tuple[ByteRules, ...]:
    """The user's own byte rules. Raises OSError."""
    return tuple(ByteRules(path.name, path.read_text("utf-8", "replace")) for path in paths)


def looked_for(watch: WatchList, paths: Sequence[Path]) -> str:
    """The hash of all that a scan looks for: the watch list and the user's own byte rules. Raises OSError."""
    return replace(watch, bytes=(*watch.bytes, *own_rules(paths))).hash


@dataclass(frozen=True, slots=True)
class Child:
    """An interpreter that starts, or waits for its order, with the files of one package open."""

    process: subprocess.Popen[bytes]
    files: tuple[Path, ...]
    descriptors: list[int]
    sizes: list[int]


@contextlib.contextmanager
def started(
    files: tuple[Path, ...],
    limits: Limits = Limits(),  # noqa: B008  (frozen)
    stage: Stage = Stage.STATIC,
) -> Iterator[Child]:
    """A child for one job, to be handed to `scan`; ended at the latest when the block is left. Started
    early, it imports what it needs while the caller does the same. Raises BadPackage or OSError."""
    with contextlib.ExitStack() as stack:
        opened = [stack.enter_context(path.open("rb")) for path in files]
        sizes = [os.fstat(file.fileno()).st_size for file in opened]
        if sum(sizes) > limits.total:
            most = limits.total >> 20
            raise BadPackage("too-large", f"文件超过 {most} MB 的上限", f"file larger than {most} MB")
        work = stack.enter_context(tempfile.TemporaryDirectory(prefix="heyan-"))
        descriptors = [file.fileno() for file in opened]
        process = subprocess.Popen(  # noqa: S603  (our own interpreter and code, no shell)
            [sys.executable, "-I", "-c", _START, _ROOT, stage.value],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=work,
            env=_ENVIRONMENT,
            pass_fds=descriptors,
            start_new_session=True,
        )
        with process:
            try:
                yield Child(process, files, descriptors, sizes)
            finally:
                _end(process)


def scan(job: Job, child: Child | None = None) -> Scan:
    """The Scan of one package, by a child that was started for its files, or by a new one.

    Raises BadPackage (the submitter's fault), ChildFault (ours) or OSError.
    """
    answer, digests, sizes = _run(job, child)
    package = answer.identified()
    if job.package is not None:
        package = job.package
    else:
        package = replace(package, sha256=_identity(job.files, digests), size=sum(sizes))
    return Scan(
        schema=SCHEMA,
        house=job.house,
        at=job.at,
        package=package,
        watch=looked_for(job.watch, job.rules),
        watched=answer.watched,
        runs=tuple(answer.runs),
        evidence=tuple(answer.evidence.values()),
        counts=answer.true_counts(),
        inventory=answer.inventory,
    )


def policy(job: Job) -> Scan:
    """The Scan of the stage policy: what the documents in `job.files` say, joined to the package's by `join`.

    A document that cannot be read is named in a run, never raised. Raises ChildFault (ours), OSError, and
    BadPackage where the documents are entries of a package that cannot be opened.
    """
    answer, digests, _ = _run(job)
    if answer.bad is not None:
        raise answer.bad
    if not answer.runs:
        raise ChildFault(answer.complaint.decode("utf-8", "replace"))
    documents = answer.documents
    if not any(source.kind == "package" for source in job.sources):  # nothing it says of a file is believed
        pairs = zip(documents, digests, strict=False)
        documents = [replace(document, sha256=digest) for document, digest in pairs]
    return Scan(
        schema=SCHEMA,
        house=job.house,
        at=job.at,
        package=job.package or NO_PACKAGE,
        watch=job.watch.hash,
        watched=(),
        runs=tuple(answer.runs),
        evidence=tuple(item for item in answer.evidence.values() if item.stage is Stage.POLICY),
        counts=answer.true_counts(),
        documents=tuple(documents),
    )


def spot(job: Job) -> tuple[str, ...]:
    """The lines that show `job.spot` in the package. Raises as `scan` does."""
    answer, _, _ = _run(job)
    answer.identified()
    if answer.ended:
        raise ChildFault(f"{answer.ended}: {answer.complaint.decode('utf-8', 'replace')}")
    return tuple(answer.lines)


def _run(job: Job, child: Child | None = None) -> tuple[Answer, list[str], list[int]]:
    if child is None:
        with started(job.files, job.limits, job.stage) as fresh:
            return _run(job, fresh)
    assert child.files == job.files
    answer = Answer()
    _send(child.process, _order(job, child.descriptors, child.sizes))
    digests = [_digest(fd) for fd in child.descriptors]  # while the child works
    ended = _listen(child.process, answer, job.seconds)
    answer.close(ended, job.stage)
    return answer, digests, child.sizes


def _order(job: Job, fds: list[int], sizes: list[int]) -> bytes:
    files = [
        {"name": readable(Path(path.name)), "fd": fd, "size": size}
        for path, fd, size in zip(job.files, fds, sizes, strict=True)
    ]
    order = {
        "files": files,
        "stage": job.stage.value,
        "watch": codec.to_json(job.watch),
        "limits": codec.to_json(job.limits),
        "confinement": codec.to_json(job.confinement),
        "spot": codec.to_json(job.spot),
        "package": codec.to_json(job.package),
        "rules": [codec.to_json(rules) for rules in own_rules(job.rules)],
        "sources": [codec.to_json(source) for source in job.sources],
    }
    return orjson.dumps(order)


def _send(process: subprocess.Popen[bytes], order: bytes) -> None:
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError):  # it died already; what it wrote and its status say why
        process.stdin.write(order)
        process.stdin.close()


def _digest(fd: int) -> str:
    """SHA-256 of an open file, without moving its position."""
    digest, at = hashlib.sha256(), 0
    while block := os.pread(fd, 1 << 20, at):
        digest.update(block)
        at += len(block)
    return digest.hexdigest()


def _identity(files: tuple[Path, ...], digests: list[str]) -> str:
    """SHA-256 of one file; of several, over their sorted "name digest" lines."""
    if len(digests) == 1:
        return digests[0]
    lines = sorted(f"{path.name} {digest}\n" for path, digest in zip(files, digests, strict=True))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _listen(process: subprocess.Popen[bytes], answer: Answer, seconds: float) -> str:
    """Takes what the child says until it ends. Gives "" or why it was ended."""
    assert process.stdout is not None
    assert process.stderr is not None
    deadline = time.monotonic() + seconds
    taken, rest = 0, []  # the beginning of a line that has not ended, block by block
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        selector.register(process.stderr, selectors.EVENT_READ)
        while selector.get_map():
            left = deadline - time.monotonic()
            if left <= 0:
                return "time"
            for key, _ in selector.select(min(left, 1.0)):
                block = os.read(key.fd, 1 << 18)
                if not block:
                    selector.unregister(key.fileobj)
                elif key.fileobj is process.stderr:
                    answer.complaint = (answer.complaint + block)[-4096:]
                else:
                    taken += len(block)
                    if taken > ANSWER:
                        return "output"
                    first, *lines = block.split(b"\n")
                    rest.append(first)
                    for line in lines:
                        answer.take(b"".join(rest))
                        rest = [line]
                    if answer.full:
                        return "output"
        try:
            return _why(process.wait(max(0.1, deadline - time.monotonic())))
        except subprocess.TimeoutExpired:
            return "time"


def _why(status: int) -> str:
    if status == 0:
        return ""
    if status in (-signal.SIGXCPU, -signal.SIGKILL):
        return "time" if status == -signal.SIGXCPU else "killed"
    return f"signal {-status}" if status < 0 else f"exit {status}"


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the child and everything it may have started: it is the leader of its own session."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
