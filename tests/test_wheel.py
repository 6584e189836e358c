"""The wheel holds all that it needs: installed into an empty environment it examines the sample elsewhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DATA = {".yaml", ".yar", ".html", ".css", ".json"}
PACKAGES = ("scanner", "rules", "reports", "registry")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built the way `make dist` does, without the network."""
    pytest.importorskip("hatchling", reason="needs hatchling")
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def home(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with nothing of ours but the wheel; the libraries it needs come from this one."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    packages = next(folder.glob("lib/python3*/site-packages"))
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "install", "--quiet"]
    subprocess.run([*pip, "--no-index", "--no-deps", str(wheel)], check=True, capture_output=True)
    assert (folder / "bin" / "heyan").is_file()
    libraries = folder / "libraries"
    libraries.mkdir()
    for name in _needed():
        (libraries / name.name).symlink_to(name)
    (packages / "libraries.pth").write_text(f"{libraries}\n")
    return folder


def _needed() -> list[Path]:
    """What stands in this environment's site-packages, but for this checkout itself."""
    here = Path(sysconfig.get_path("purelib"))
    return [path for path in here.iterdir() if path.suffix != ".pth" and not path.name.startswith("heyan")]


def heyan(home: Path, *arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The installed command, in a folder of its own, with an empty home and nothing in its environment."""
    empty = cwd / "home"
    empty.mkdir(exist_ok=True)
    environment = {"PATH": os.environ["PATH"], "HOME": str(empty), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [home / "bin" / "heyan", *arguments], cwd=cwd, env=environment, capture_output=True, text=True
    )


def test_everything_that_is_read_at_run_time_is_inside(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file()
        and (path.suffix in DATA or path.suffix == ".py")
        and "__pycache__" not in path.parts
    }
    assert wanted | {"cli.py", "worker.py"} <= inside
    assert {Path(name).suffix for name in wanted} >= DATA | {".py"}


def test_nothing_else_is_inside(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {*PACKAGES, "cli.py", "worker.py"}
    assert not [
        name for name in zipfile.ZipFile(wheel).namelist() if "__pycache__" in name or "/tests/" in name
    ]


def test_help(home: Path, tmp_path: Path) -> None:
    done = heyan(home, "--help", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "scan" in done.stdout


def test_it_is_the_wheel_that_runs(home: Path, tmp_path: Path) -> None:
    code = "import cli, scanner.child, rules.load, reports.html; print(cli.__file__, rules.load.__file__)"
    done = subprocess.run(
        [home / "bin" / "python", "-I", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert str(ROOT) not in done.stdout
    assert str(home) in done.stdout


def test_the_sample_is_examined_from_another_folder(home: Path, tmp_path: Path) -> None:
    sample, filing = ROOT / "examples" / "sample.apk", ROOT / "examples" / "filing.yaml"
    done = heyan(home, "scan", sample, "--filing", filing, "--out", "results", cwd=tmp_path)
    assert done.stderr == ""
    assert done.returncode in (0, 1)
    (folder,) = (tmp_path / "results").iterdir()
    assert sorted(path.name for path in folder.iterdir()) == ["report.html", "report.json", "scan.json"]
    scan = json.loads((folder / "scan.json").read_bytes())
    assert {run["status"] for run in scan["runs"]} == {"done"}
    report = json.loads((folder / "report.json").read_bytes())
    rules = {item["rule"] for item in report["items"]}
    assert {"FIL-003", "FIL-016", "FUN-002"} <= rules  # filing, package and SDK data are all there
    assert "<style>" in (folder / "report.html").read_text("utf-8")


@pytest.mark.parametrize("arguments", [("filing", "template"), ("schema", "report"), ("schema", "scan")])
def test_commands_that_print_data(arguments: tuple[str, ...], home: Path, tmp_path: Path) -> None:
    done = heyan(home, *arguments, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout) > 1000


def test_an_editable_install_finds_the_command(tmp_path: Path) -> None:
    """`make demo` installs this checkout itself; cli.py is a module of its own."""
    pytest.importorskip("hatchling", reason="needs hatchling")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel:editable", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (made,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(made) as archive:
        (path,) = [name for name in archive.namelist() if name.endswith(".pth")]
        assert archive.read(path).decode().strip() == str(ROOT)
        assert "cli.py" not in archive.namelist()  # a copy would grow old
