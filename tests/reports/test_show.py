"""The spot behind a piece of evidence, and the command that shows the same."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from examples.build import package as sample
from reports import examine, show
from reports.examine import Asked
from rules.load import RuleBase
from scanner.kinds import Kind
from scanner.model import Evidence, Scan, Where
from tests.apps.apk import apk, manifest


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("show") / "app one.apk"
    path.write_bytes(sample())
    return path


@pytest.fixture(scope="module")
def scanned(app: Path, base: RuleBase) -> Scan:
    return examine.scan((app,), Asked(base, "2026-11-24"))


def of(scan: Scan, kind: Kind, value: str = "") -> Evidence:
    return next(item for item in scan.evidence if item.kind is kind and value in ("", item.value))


def test_evidence_is_found_by_its_number_or_the_beginning_of_it(scanned: Scan, base: RuleBase) -> None:
    item = of(scanned, Kind.PERMISSION)
    assert show.find(scanned, item.id, base) == item
    assert show.find(scanned, item.id[:8], base) == item
    for wrong in ("", item.id[:5], "0" * 12, item.id + "0", "../etc"):
        with pytest.raises(show.NoSuchEvidence):
            show.find(scanned, wrong, base)


def test_what_is_derived_when_judging_is_found_too(scanned: Scan, base: RuleBase) -> None:
    from rules.attribute import attribute

    for item in attribute(scanned, None, base.rules).derived:
        assert show.find(scanned, item.id, base) == item


@pytest.mark.parametrize(
    ("kind", "value", "seen"),
    [
        (Kind.PERMISSION, "android.permission.READ_CONTACTS", "READ_CONTACTS"),
        (Kind.SENSITIVE_USE, "", "→"),
        (Kind.HOST, "ulogs.umeng.com", "const-string"),
        (Kind.META_DATA, "UMENG_APPKEY", "UMENG_APPKEY"),
        (Kind.CODE_FILE, "classes.dex", "bytes  dex  sha256"),
        (Kind.SIGNER, "", "CN=Fixture"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_spots_of_all_sorts(
    kind: Kind, value: str, seen: str, language: str, scanned: Scan, app: Path, base: RuleBase
) -> None:
    item = of(scanned, kind, value)
    lines = list(show.show(scanned, item, app, base, language))
    assert lines[0].startswith(item.id)
    assert any(seen in line for line in lines)
    assert ("the same with a common tool:" in lines) == (language == "en")
    assert "'" in lines[-1]  # the file's name has a space


def test_another_package_is_refused(scanned: Scan, app: Path, base: RuleBase, tmp_path: Path) -> None:
    other = tmp_path / "other.apk"
    other.write_bytes(app.read_bytes() + b"\0")
    with pytest.raises(show.WrongPackage):
        list(show.show(scanned, scanned.evidence[0], other, base))


@pytest.mark.parametrize(
    ("item", "start"),
    [
        (Evidence(Kind.SIGNER, "ab"), "apksigner verify"),
        (
            Evidence(Kind.PERMISSION, "p", Where("AndroidManifest.xml", element="manifest")),
            "aapt dump xmltree",
        ),
        (Evidence(Kind.HOST, "h", Where("classes.dex", 9, "a.B", "c()V")), "unzip -p"),
        (Evidence(Kind.HOST, "h", Where("assets/a b.js", 90)), "unzip -p"),
        (Evidence(Kind.HOST, "h", Where("base.apk!/assets/a.js", 90)), "unzip -lv"),
    ],
)
def test_the_command_of_another_tool(item: Evidence, start: str) -> None:
    assert show.command(item, Path("/x/课堂 1.apk")).startswith(start)


def test_names_in_a_package_cannot_speak_to_the_shell(tmp_path: Path) -> None:
    """The command is meant to be copied: nothing in it may do anything else."""
    item = Evidence(Kind.HOST, "h", Where("a';touch pwned;'", 9, "", ""))
    dex = Evidence(Kind.HOST, "h", Where("$(touch pwned).dex", 9, "a.B", "`touch pwned`()V"))
    for evidence in (item, dex):
        command = show.command(evidence, Path("x';touch pwned;'.apk"))
        subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True)
    assert "pwned" not in [path.name for path in tmp_path.iterdir()]


def test_the_command_shows_the_bytes(tmp_path: Path) -> None:
    for tool in ("unzip", "xxd"):
        if shutil.which(tool) is None:
            pytest.skip(f"needs {tool}")
    path = tmp_path / "课堂.apk"
    path.write_bytes(apk(manifest(), (), {"assets/a b.js": b"." * 300 + b"https://a.example.cn/"}))
    item = Evidence(Kind.HOST, "a.example.cn", Where("assets/a b.js", 300))
    done = subprocess.run(
        ["sh", "-c", show.command(item, path)], cwd=tmp_path, capture_output=True, text=True
    )
    assert "https://a.exampl" in done.stdout
