"""What the scanner is told to look for: byte rules on samples and real packages, watched interfaces."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml
import yara

from scanner.formats.marks import Found, Matcher
from scanner.model import ByteRules

WATCH = Path(__file__).parents[2] / "rules" / "watch"
FILES = sorted(WATCH.glob("*.yar"))
HERE = Path(__file__).parent
CATEGORIES = {"packer", "hotpatch", "engine", "secret", "anti-analysis", "framework"}
MAGIC = {
    "dex": b"dex\n035\0",
    "elf": b"\x7fELF\x02\x01\x01\0",
    "macho": b"\xcf\xfa\xed\xfe\x0c\0\0\x01",
    "godot": b"GDPC\x01\0\0\0",
}
LETTERS = {
    "alnum": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    "hex": "0123456789abcdef",
    "upper": "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    "digit": "0123456789",
    "same": "a",
}


@cache
def samples() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((HERE / "watch_samples.yaml").read_text("utf-8"))
    return loaded


def compiled(path: Path) -> yara.Rules:
    names = {"entry": "", "filename": ""}
    return yara.compile(
        source=path.read_text("utf-8"), includes=False, externals=names, error_on_warning=True
    )


@cache
def matcher() -> Matcher:
    return Matcher([ByteRules(path.stem, path.read_text("utf-8")) for path in FILES], seconds=1e9)


def letters(found: re.Match[str]) -> str:
    """Letters that look random and are the same in every run."""
    alphabet, wanted = LETTERS[found[1]], int(found[2])
    digests = (hashlib.sha256(f"{found[1]}{number}".encode()).digest() for number in range(wanted // 32 + 1))
    return "".join(alphabet[byte % len(alphabet)] for digest in digests for byte in digest)[:wanted]


def content(sample: dict[str, Any]) -> bytes:
    text = sample.get("text", "") * sample.get("repeat", 1)
    filled = re.sub(r"<(alnum|hex|upper|digit|same) (\d+)>", letters, text)
    return MAGIC.get(sample.get("magic", ""), b"") + filled.encode()


def found_in(sample: dict[str, Any]) -> set[str]:
    return names(matcher().match(content(sample), sample["entry"]))


def names(found: Found) -> set[str]:
    return {mark.rule for mark in found.marks} | {secret.rule for secret in found.secrets}


def rule_names() -> list[str]:
    return [rule.identifier for path in FILES for rule in compiled(path)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_rule_says_what_it_marks(path: Path) -> None:
    for rule in compiled(path):
        meta = rule.meta
        assert meta["category"] in CATEGORIES, rule.identifier
        assert meta["source"], rule.identifier
        assert meta["strength"] in ("strong", "weak"), rule.identifier
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", meta.get("sdk", "none")), rule.identifier
        assert (meta["category"] == "secret") == ("entropy" in meta), rule.identifier
        assert float(meta.get("entropy", "3")) >= 3, rule.identifier
        assert re.search("[一-鿿]", meta["title"]), rule.identifier


def test_names_are_unique_and_nothing_is_refused() -> None:
    listed = rule_names()
    assert len(listed) == len(set(listed))
    assert matcher().refused == []


def test_every_rule_has_samples() -> None:
    assert set(samples()["rules"]) == set(rule_names())
    for name, given in samples()["rules"].items():
        assert given["match"], name
        assert given["miss"], name


@pytest.mark.parametrize("name", sorted(samples()["rules"]))
def test_rule_finds_what_it_must_and_nothing_near_it(name: str) -> None:
    for sample in samples()["rules"][name]["match"]:
        assert name in found_in(sample), sample
        if not sample["entry"].startswith(("Payload/", "base.apk!/")):
            inside = {**sample, "entry": f"base.apk!/{sample['entry']}"}
            assert name in found_in(inside), inside
    for sample in samples()["rules"][name]["miss"]:
        assert name not in found_in(sample), sample


def test_innocent_files_carry_no_mark() -> None:
    for sample in samples()["nothing"]:
        assert found_in(sample) == set(), sample


def test_no_mark_without_content_and_name() -> None:
    for data in (b"", b"\0" * 4096, bytes(range(256)) * 16):
        assert names(matcher().match(data, "res/drawable/icon.png")) == set()


def test_secrets_are_never_kept() -> None:
    for given in samples()["rules"].values():
        for sample in given["match"]:
            data = content(sample)
            found = matcher().match(data, sample["entry"])
            for secret in found.secrets:
                value = data[secret.offset : secret.offset + secret.length]
                assert secret.sha256 == hashlib.sha256(value).hexdigest()
                assert value.decode("latin-1") not in repr(found.secrets) + repr(found.marks)


# ---- real packages -----------------------------------------------------------------------------------------

NAMED = ("packer", "hotpatch", "engine")
PICTURES = re.compile(r"\.(png|webp|jpg|jpeg|gif|ogg|mp3|ttf)$")


def entries(data: bytes, prefix: str = "", depth: int = 0) -> Iterator[tuple[str, bytes]]:
    """Path and content of every entry, with those of packages inside; pictures and sounds left out."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for info in archive.infolist():
            if info.is_dir() or PICTURES.search(info.filename):
                continue
            inner = archive.read(info)
            yield prefix + info.filename, inner
            if depth < 2 and info.filename.endswith((".apk", ".zip", ".jar")) and inner[:2] == b"PK":
                yield from entries(inner, f"{prefix}{info.filename}!/", depth + 1)


def test_real_packages_carry_the_marks_they_should(corpus: Path) -> None:
    expected: dict[str, list[str]] = samples()["corpus"]
    seen = set()
    for path in sorted((corpus / "dev").iterdir()):
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        marks = [mark for entry, inner in entries(data) for mark in matcher().match(inner, entry).marks]
        metas = [dict(mark.meta) for mark in marks]
        sdks = {meta["sdk"] for meta in metas if meta["category"] in NAMED}
        assert sdks == set(expected.get(digest, ())), path.name
        seen.add(digest)
    assert set(expected) <= seen


# ---- watched interfaces ------------------------------------------------------------------------------------

APIS: list[dict[str, Any]] = yaml.safe_load((WATCH / "apis.yaml").read_text("utf-8"))
TARGETS = {
    "call": re.compile(r"[a-z]\w*(\.[\w$]+)+\.(<init>|[a-zA-Z]\w*)"),
    "field": re.compile(r"[a-z]\w*(\.[\w$]+)+\.[A-Z][A-Z_]*"),
    "uri": re.compile(r"content://[a-z][\w.\-]*(/[\w/]*)?"),
    "reflection": re.compile(r"\S.*"),
}


def test_there_are_enough_and_none_twice() -> None:
    assert len(APIS) >= 180
    assert len({api["id"] for api in APIS}) == len(APIS)
    assert len({(api["form"], api["target"]) for api in APIS}) == len(APIS)
    titles = [api["zh"] for api in APIS]
    assert len(set(titles)) == len(titles), {title for title in titles if titles.count(title) > 1}


@pytest.mark.parametrize("form", sorted(TARGETS))
def test_targets_have_the_shape_of_their_form(form: str) -> None:
    chosen = [api for api in APIS if api["form"] == form]
    assert chosen
    for api in chosen:
        assert TARGETS[form].fullmatch(api["target"]), api["id"]


def test_levels_make_sense() -> None:
    for api in APIS:
        assert 1 <= api.get("since_sdk", 1) <= api.get("until_sdk", 36) <= 36, api["id"]


@pytest.mark.parametrize(
    "id_",
    ["imei", "imsi", "device-id", "mac-address", "build-serial", "running-tasks", "installed-packages"],
)
def test_where_calling_is_not_collecting_it_is_said(id_: str) -> None:
    note = next(api.get("note", "") for api in APIS if api["id"] == id_)
    assert "安卓" in note or "目标版本" in note


def test_interfaces_that_rules_rest_on_are_watched() -> None:
    known = {api["id"] for api in APIS}
    assert known >= {
        "android-id",
        "camera-open",
        "clipboard-read",
        "contacts-query",
        "dex-class-loader",
        "gaid",
        "installed-packages",
        "location-fused-last",
        "location-last-known",
        "oaid-hms",
        "record-audio",
        "runtime-exec",
        "sms-read",
        "webview-add-js-interface",
        "webview-ssl-proceed",
    }
