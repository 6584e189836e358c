"""Workers that are killed at random lose nothing and do nothing twice, on every broker."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "examples" / "sample.apk"
PACKAGES = 12
KILLS = 4

_ASK = """
import django; django.setup()
from registry import accounts, chain, forms, intake
from registry.desk import store
from registry.intake import Incoming
from registry.models import Event, Job, Report, Scan, Submission
from registry.wakes import wake
from scanner.filing_form import load
from pathlib import Path
import sys
"""
_SUBMIT = (
    _ASK
    + """
data = Path(sys.argv[1]).read_bytes()
by = accounts.add("reviewer1", "", "reviewer", None, None)
filing = forms.file(load(Path(sys.argv[2])), by)
for number in range(int(sys.argv[3])):
    comment = b"package %d" % number
    content = data[:-2] + len(comment).to_bytes(2, "little") + comment
    intake.receive(store(), filing, Incoming(f"{number}.apk", [content]), by, 1 << 30, wake)
"""
)
_STATE = (
    _ASK
    + """
open_ = Submission.objects.exclude(state="ready").count()
acts = list(Event.objects.values_list("act", flat=True))
made, staged = acts.count("report-made"), acts.count("stage-done")
print(open_, Scan.objects.count(), Report.objects.count(), made, staged,
      Job.objects.filter(state="done").count(), len(list(chain.verify())))
"""
)


def free(port: int) -> bool:
    with socket.socket() as found:
        found.settimeout(1)
        return found.connect_ex(("127.0.0.1", port)) == 0


BROKERS = {
    "embedded": ("", "", 0),
    "redis": ("postgres://postgres@127.0.0.1:5432/{name}", "redis://127.0.0.1:6379/9", 6379),
    "rabbitmq": ("postgres://postgres@127.0.0.1:5432/{name}", "amqp://guest:guest@127.0.0.1:5672//", 5672),
}


@pytest.fixture(params=list(BROKERS))
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """A service's environment on one broker, with a database of its own."""
    database, broker, port = BROKERS[request.param]
    if port and not (free(port) and free(5432)):
        pytest.skip(f"needs postgresql and {request.param} on this machine")
    name = f"heyan_test_{os.getpid()}_{request.param}"
    made = {key: value for key, value in os.environ.items() if not key.startswith("HEYAN_")}
    made |= {
        "HEYAN_DATA": str(tmp_path / "data"),
        "HEYAN_LEASE_SECONDS": "3",
        "HEYAN_SECRET_KEY": "x" * 50,
        "DJANGO_SETTINGS_MODULE": "registry.settings",
        "PYTHONPATH": str(ROOT),
    }
    if database:
        made |= {"HEYAN_DATABASE_URL": database.format(name=name), "HEYAN_BROKER_URL": broker}
        _sql(f"CREATE DATABASE {name}")
    try:
        yield made
    finally:
        if database:
            _sql(f"DROP DATABASE {name} WITH (FORCE)")


def _sql(statement: str) -> None:
    import psycopg

    with psycopg.connect("host=127.0.0.1 user=postgres dbname=postgres", autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


def _python(environment: dict[str, str], code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _worker(environment: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "cli", "work", "--jobs", "1"]
    with log.open("a") as file:
        return subprocess.Popen(
            command, env=environment, cwd=ROOT, stdout=file, stderr=file, start_new_session=True
        )


def _kill(process: subprocess.Popen[bytes]) -> None:
    """The worker and all below it, at once and without warning."""
    listed = subprocess.run(["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True).stdout
    children: dict[int, list[int]] = {}
    for line in listed.splitlines()[1:]:
        pid, parent = map(int, line.split())
        children.setdefault(parent, []).append(pid)
    doomed, found = [process.pid], []
    while doomed:
        one = doomed.pop()
        found.append(one)
        doomed += children.get(one, [])
    for pid in found:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait()


def test_nothing_is_lost_and_nothing_is_done_twice(environment: dict[str, str], tmp_path: Path) -> None:
    _python(environment, "from registry.serve import prepare; prepare()")
    _python(environment, _SUBMIT, str(SAMPLE), str(ROOT / "examples" / "filing.yaml"), str(PACKAGES))
    chance = random.Random(7)
    beat = subprocess.Popen(
        [sys.executable, "-m", "cli", "beat"], env=environment, cwd=ROOT, start_new_session=True
    )
    workers = [_worker(environment, tmp_path / f"log{number}") for number in range(2)]
    try:
        for _ in range(KILLS):
            time.sleep(2 + 3 * chance.random())
            number = chance.randrange(2)
            _kill(workers[number])
            workers[number] = _worker(environment, tmp_path / f"log{number}")
        last = time.monotonic() + 150
        while (state := _python(environment, _STATE).split())[0] != "0":
            assert time.monotonic() < last, (state, (tmp_path / "log0").read_text()[-3000:])
            time.sleep(1)
    finally:
        for process in (*workers, beat):
            _kill(process)
    count = str(PACKAGES)
    assert state == ["0", count, count, count, count, str(2 * PACKAGES), "0"]
