"""The whole service started by one command: log in, submit a package, watch it end, read the report."""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry import serve
from registry.env import BadSetting
from tests.registry.conftest import ROOT, SAMPLE

PASSWORD = "long enough 词"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Browser:
    """What a browser does without scripts: cookies, redirects, the form's token."""

    def __init__(self, root: str) -> None:
        self.root = root
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._open = urllib.request.build_opener(jar).open

    def get(self, path: str) -> str:
        return self._read(urllib.request.Request(urllib.parse.urljoin(self.root, path)))

    def post(
        self, path: str, fields: dict[str, str | list[str]], file: tuple[str, Path] | None = None
    ) -> str:
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', self.get(path))
        assert token is not None
        sent = [("csrfmiddlewaretoken", token[1])]
        for name, value in fields.items():
            sent += [(name, one) for one in ([value] if isinstance(value, str) else value)]
        parts = [
            f'--B\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in sent
        ]
        if file:
            head = (
                f'--B\r\nContent-Disposition: form-data; name="{file[0]}"; filename="{file[1].name}"\r\n\r\n'
            )
            parts.append(head.encode() + file[1].read_bytes() + b"\r\n")
        request = urllib.request.Request(
            urllib.parse.urljoin(self.root, path),
            b"".join(parts) + b"--B--\r\n",
            {"Content-Type": "multipart/form-data; boundary=B"},
        )
        return self._read(request)

    def _read(self, request: urllib.request.Request) -> str:
        with self._open(request, timeout=30) as answer:
            self.at = answer.geturl()
            return str(answer.read().decode())


@pytest.fixture
def service(tmp_path: Path) -> Iterator[tuple[Browser, str, Path]]:
    """A browser, the administrator's first link, and the service's data folder."""
    port = free_port()
    kept = ("HEYAN_DATABASE_URL", "HEYAN_BROKER_URL", "DJANGO_SETTINGS_MODULE")
    environment = {key: value for key, value in os.environ.items() if key not in kept}
    environment |= {"HEYAN_DATA": str(tmp_path / "data"), "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "cli", "serve", "--bind", f"127.0.0.1:{port}", "--jobs", "1"]
    with (tmp_path / "log").open("w+") as log:
        process = subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=log, stderr=log)
        try:
            said = _until(lambda: (tmp_path / "log").read_text(), "网页地址", process)
            link = re.search(r"http://[^ ]+/password/[^ ]+", said)
            assert link is not None
            browser = Browser(f"http://127.0.0.1:{port}/")
            _until(lambda: _answers(browser), "ok", process)
            yield browser, link[0], tmp_path / "data"
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(40) == 0, (tmp_path / "log").read_text()


def _answers(browser: Browser) -> str:
    try:
        return browser.get("/readyz")
    except (urllib.error.URLError, ConnectionError):
        return ""


def _until(look: object, word: str, process: subprocess.Popen[bytes]) -> str:
    last = time.monotonic() + 90
    while time.monotonic() < last:
        assert process.poll() is None, "the service ended"
        said = str(look())  # type: ignore[operator]
        if word in said:
            return said
        time.sleep(0.2)
    raise AssertionError(f"{word!r} never came")


def _account(admin: Browser, name: str, role: str) -> Browser:
    page = admin.post("/people", {"username": name, "name": "审核员", "role": role})
    link = re.search(r"http://[^ <]+/password/[^ <]+", page)
    assert link is not None
    own = Browser(admin.root)
    _set_password(own, link[0])
    own.post("/login", {"username": name, "password": PASSWORD})
    return own


def _set_password(browser: Browser, link: str) -> None:
    browser.get(link)
    browser.post(browser.at, {"new_password1": PASSWORD, "new_password2": PASSWORD})


def test_from_the_first_start_to_a_report(service: tuple[Browser, str, Path]) -> None:
    admin, link, data = service
    _set_password(admin, link)
    admin.post("/login", {"username": "admin", "password": PASSWORD})
    reviewer = _account(admin, "reviewer1", "reviewer")
    filing = reviewer.post("/filings/new", {}, ("file", ROOT / "examples" / "filing.yaml"))
    assert "示例课堂" in filing
    where = urllib.parse.urlsplit(reviewer.at).path
    reviewer.post(f"{where}/submit", {}, ("package", SAMPLE))
    place = urllib.parse.urlsplit(reviewer.at).path
    last = time.monotonic() + 90
    while "打开报告" not in (page := reviewer.get(place)):
        assert time.monotonic() < last, page
        time.sleep(0.5)
    assert "需补正" in page
    number = re.search(r"HY-\d{4}-000001", page)
    assert number is not None
    assert "示例课堂" in reviewer.get(f"/reports/{number[0]}")
    assert "示例课堂" in reviewer.get("/")
    _by_the_documented_client(reviewer, data.parent)
    checked = subprocess.run(
        [sys.executable, "-m", "cli", "verify-log"],
        env={**os.environ, "HEYAN_DATA": str(data), "HEYAN_DATABASE_URL": "", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
    assert "日志完整" in checked.stdout


def _by_the_documented_client(reviewer: Browser, tmp_path: Path) -> None:
    """The example of docs/api.md, as it stands there."""
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "api.md").read_text("utf-8"), re.DOTALL)
    page = reviewer.post("/tokens", {"name": "脚本", "scope": ["submit", "read"], "days": "30"})
    key = re.search(r"hy_[\w-]+", page)
    assert key is not None
    package = tmp_path / "another.apk"
    package.write_bytes(SAMPLE.read_bytes()[:-2] + b"\1\0x")
    asked = [reviewer.root.rstrip("/"), key[0], str(ROOT / "examples" / "filing.yaml"), str(package)]
    done = subprocess.run(
        [sys.executable, "-c", code, *asked], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("ready  HY-"), done.stdout
    assert "PERM-001" in done.stdout


def test_what_is_started_on_each_machine() -> None:
    names = [" ".join(command) for command in serve.commands("serve", {"bind": "127.0.0.1:1", "jobs": 3})]
    assert ["gunicorn" in names[0], "worker" in names[1], " beat " in names[2]] == [True] * 3
    (only,) = serve.commands("work", {"queues": "judge,static", "jobs": 1})
    assert "judge,static,clock" in only
    with pytest.raises(BadSetting, match="nonsense"):
        serve.commands("work", {"queues": "nonsense", "jobs": 1})


def test_when_one_process_ends_the_others_are_ended_too() -> None:
    slow = [sys.executable, "-c", "import time; time.sleep(60)"]
    began = time.monotonic()
    assert serve.together([slow, [sys.executable, "-c", "raise SystemExit(3)"]]) == 3
    assert time.monotonic() - began < 30
