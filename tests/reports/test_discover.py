"""Packages and filings of a folder told by content; matched to each other only where there is no doubt."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from reports import discover
from scanner.model import Package, Platform

ZIP = b"PK\x03\x04 content"


def put(folder: Path, *names: str | bytes, data: bytes = ZIP) -> None:
    for name in names:
        path = Path(
            os.fsdecode(os.fsencode(folder) + b"/" + (name.encode() if isinstance(name, str) else name))
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def shown(folder: Path) -> list[str]:
    return [candidate.shown for candidate in discover.packages(folder)]


def test_what_claims_or_may_be_a_package(tmp_path: Path) -> None:
    put(tmp_path, "b.apk", "A.APK", "app.apk.1", "set.xapk", "x/y/deep.apks", "download", "a.ipa", "b.aab")
    put(tmp_path, "notes.txt", "filing.yaml", "picture.png", data=b"x")
    put(tmp_path, "form.docx", "table.xlsx", "library.jar")  # zip archives, but documents by their names
    assert shown(tmp_path) == [
        "A.APK",
        "a.ipa",
        "app.apk.1",
        "b.aab",
        "b.apk",
        "download",
        "set.xapk",
        "x/y/deep.apks",
    ]


def test_an_empty_file_that_claims_to_be_a_package_is_listed(tmp_path: Path) -> None:
    put(tmp_path, "broken.apk", data=b"")
    assert shown(tmp_path) == ["broken.apk"]


def test_names_in_gbk_are_readable(tmp_path: Path) -> None:
    put(tmp_path, "教学助手.apk".encode("gbk"), "作业.apk", b"bad\xff.apk")
    found = discover.packages(tmp_path)
    assert {"教学助手.apk", "作业.apk"} <= {candidate.shown for candidate in found}
    assert all(candidate.files[0].read_bytes() == ZIP for candidate in found)
    assert all(candidate.shown.isprintable() for candidate in found)


def test_clutter_is_left_aside(tmp_path: Path) -> None:
    put(tmp_path, ".hidden.apk", "__MACOSX/a.apk", ".Trash-1000/files/b.apk", "._a.apk")
    outside = tmp_path.parent / f"{tmp_path.name}-outside.apk"
    outside.write_bytes(ZIP)
    (tmp_path / "link.apk").symlink_to(outside)
    (tmp_path / "gone.apk").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.apk")
    assert shown(tmp_path) == []


def test_a_base_and_its_splits_are_one(tmp_path: Path) -> None:
    put(
        tmp_path,
        "a/base.apk",
        "a/split_config.zh.apk",
        "a/config.arm64_v8a.apk",
        "a/other.apk",
        "b/split_config.zh.apk",
    )
    found = {
        candidate.shown: [path.name for path in candidate.files] for candidate in discover.packages(tmp_path)
    }
    assert found == {
        "a/base.apk": ["base.apk", "config.arm64_v8a.apk", "split_config.zh.apk"],
        "a/other.apk": ["other.apk"],
        "b/split_config.zh.apk": ["split_config.zh.apk"],  # refused later: it lacks its base
    }


def test_an_unreadable_folder_below_stops_nothing(tmp_path: Path) -> None:
    put(tmp_path, "closed/a.apk", "open.apk")
    (tmp_path / "closed").chmod(0)
    try:
        assert "open.apk" in shown(tmp_path)
    finally:
        (tmp_path / "closed").chmod(0o755)


def test_digests_name_a_set_by_its_parts_whatever_their_order(tmp_path: Path) -> None:
    put(tmp_path, "base.apk", data=b"one")
    put(tmp_path, "split.apk", data=b"two")
    base, split = tmp_path / "base.apk", tmp_path / "split.apk"
    assert discover.digest([base]) == hashlib.sha256(b"one").hexdigest()
    assert discover.digest([base, split]) == discover.digest([split, base])
    assert discover.digest([base, split]) != discover.digest([base])


# --- filings ---

FORM = """\
提供者备案信息表:
  教育移动应用信息: {{应用名称: {name}, 版本号: "{version}", 应用平台: [{platform}]}}
{more}"""
SAMPLE = '附加信息: {{样本: [{{应用平台: {platform}, 包名: {app_id}, 版本号: "{version}"}}]}}\n'


def write(
    folder: Path,
    file: str,
    name: str = "示例作业",
    version: str = "1.0",
    platform: str = "安卓",
    app_id: str = "",
) -> None:
    more = SAMPLE.format(platform=platform, app_id=app_id, version=version) if app_id else ""
    (folder / file).write_text(FORM.format(name=name, version=version, platform=platform, more=more), "utf-8")


def package(app_id: str = "cn.example.app", label: str = "示例作业", version: str = "1.0") -> Package:
    return Package(Platform.ANDROID, app_id, version, "1", label, "0" * 64, "", 1)


def test_a_filing_is_found_by_the_package_name(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", app_id="cn.example.app", name="旧名", version="0.9")
    write(tmp_path, "b.yaml", app_id="cn.example.other")
    assert discover.filings(tmp_path).match(package()) == ("a.yaml",)


def test_of_several_with_the_name_that_of_the_version_counts(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        write(tmp_path, f"{number}.yaml", app_id="cn.example.app", version=f"{number}.0")
    known = discover.filings(tmp_path)
    assert known.match(package(version="2.0")) == ("2.yaml",)
    assert known.match(package(version="9.0")) == ("1.yaml", "2.yaml", "3.yaml")  # a person decides


@pytest.mark.parametrize(
    ("name", "version", "platform", "matched"),
    [
        ("示例作业", "1.0", "安卓", True),
        ("示例 作业", "V1.0", "安卓", True),
        ("示例作业", "1.1", "安卓", False),
        ("示例作业本", "1.0", "安卓", False),
        ("示例作业", "1.0", "IOS", False),
    ],
)
def test_without_a_package_name_name_version_and_platform_must_agree(
    tmp_path: Path, name: str, version: str, platform: str, matched: bool
) -> None:
    write(tmp_path, "a.yaml", name, version, platform)
    assert discover.filings(tmp_path).match(package()) == (("a.yaml",) if matched else ())


def test_a_filing_that_names_another_package_is_never_matched_by_name(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", app_id="cn.example.copycat")
    assert discover.filings(tmp_path).match(package()) == ()


def test_two_filings_of_one_name_are_both_named(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml")
    write(tmp_path, "b.yaml")
    assert discover.filings(tmp_path).match(package()) == ("a.yaml", "b.yaml")


def test_a_package_without_a_name_matches_no_filing_without_one(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("提供者备案信息表: {教育移动应用信息: {应用平台: 安卓}}\n", "utf-8")
    assert discover.filings(tmp_path).match(package(label="", version="")) == ()


def test_faulty_filings_are_told_and_stop_nothing(tmp_path: Path) -> None:
    write(tmp_path, "good.yaml")
    (tmp_path / "bad.yaml").write_text("提供者备案信息表: [", "utf-8")
    (tmp_path / "gbk.yml").write_bytes("提供者备案信息表: {}".encode("gbk"))
    (tmp_path / "notes.txt").write_text("x")
    known = discover.filings(tmp_path)
    assert list(known.usable) == ["gbk.yml", "good.yaml"]
    assert list(known.faulty) == ["bad.yaml"]
