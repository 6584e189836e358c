"""Starts the service: pages, workers and clock, each a process of its own, on one machine or on many."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from registry.env import BadSetting

WORKS = ("static", "policy", "dynamic", "judge")
"""Queues of the workers, by the kind of work."""
CLOCK = "clock"
"""The queue of what the clock asks for; every worker listens to it."""
_END = 20
"""Seconds that a process has to end by itself."""


def prepare() -> str:
    """Brings the database up to date; the administrator's link at the very first start, else ""."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from registry import accounts

    Path(settings.DATA).mkdir(parents=True, exist_ok=True, mode=0o700)
    call_command("migrate", verbosity=0, interactive=False)
    made = accounts.first()
    return accounts.link(made) if made else ""


def web(bind: str, threads: int = 8) -> list[str]:
    """The command that serves pages."""
    from django.conf import settings

    workers = "1" if settings.EMBEDDED else "2"
    return [
        *(sys.executable, "-m", "gunicorn", "registry.wsgi:application", "--bind", bind),
        *("--workers", workers, "--threads", str(threads), "--worker-class", "gthread"),
        *(
            "--timeout",
            "120",
            "--access-logfile",
            os.devnull,
            "--worker-tmp-dir",
            "/dev/shm",  # noqa: S108  (memory: a full disk must not stop the heartbeat)
            "--no-control-socket",
        ),
    ]


def work(queues: Sequence[str], jobs: int) -> list[str]:
    """The command of a worker with `jobs` processes. Other programs of the machine come first."""
    return [
        *("nice", "-n", "10", sys.executable, "-m", "celery", "--quiet", "-A", "worker", "worker"),
        *("--queues", ",".join([*queues, CLOCK]), "--concurrency", str(jobs), "--loglevel", "WARNING"),
        *("--without-gossip", "--without-mingle", "--hostname", f"heyan-{os.getpid()}@%h"),
    ]


def beat(data: Path) -> list[str]:
    """The command of the clock."""
    return [
        *(sys.executable, "-m", "celery", "--quiet", "-A", "worker", "beat", "--loglevel", "WARNING"),
        *("--schedule", str(data / "beat"), "--pidfile", ""),
    ]


def commands(service: str, asked: Mapping[str, object]) -> list[list[str]]:
    """What is started for `serve`, `web`, `work` or `beat`. Raises BadSetting."""
    from django.conf import settings

    queues = tuple(filter(None, str(asked.get("queues") or "").split(","))) or WORKS
    if unknown := set(queues) - set(WORKS):
        raise BadSetting(
            f"--queues 不认识 {'、'.join(sorted(unknown))};可以是 {'、'.join(WORKS)} (unknown queue)"
        )
    made = {
        "web": lambda: web(str(asked["bind"])),
        "work": lambda: work(queues, int(str(asked["jobs"]))),
        "beat": lambda: beat(settings.DATA),
    }
    return [made[name]() for name in (("web", "work", "beat") if service == "serve" else (service,))]


def broken_log() -> list[str]:
    """Every place where the log of events does not hold, in words. Raises BadSetting."""
    prepare()
    from registry import chain

    return [
        f"{f'备案 {item.filing}' if item.filing else '系统'} 第 {item.number} 条:{item.why}"
        for item in chain.verify()
    ]


def together(commands: Sequence[Sequence[str]]) -> int:
    """Runs all of them until one ends or the service is told to stop; then all end. Gives the exit code."""
    stopping: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stopping.append(1))
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "registry.settings", "PYTHONPATH": _path()}
    started = [
        subprocess.Popen(list(command), env=environment, start_new_session=True)  # noqa: S603  (our own)
        for command in commands
    ]
    try:
        while not stopping and all(process.poll() is None for process in started):
            time.sleep(0.2)
        return (
            0
            if stopping
            else next(process.returncode or 1 for process in started if process.poll() is not None)
        )
    finally:
        _end(started)


def _path() -> str:
    """Where the house lies, for processes that start elsewhere."""
    root = str(Path(__file__).parent.parent)
    return os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))


def _end(started: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
    last = time.monotonic() + _END
    for process in started:
        try:
            process.wait(max(0.1, last - time.monotonic()))
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
