"""Shows the spot behind a piece of evidence, and how to see the same with a common tool."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from reports.discover import digest
from reports.evidence import place
from reports.names import Names
from reports.sentences import sentence
from rules.attribute import attribute
from rules.load import RuleBase
from scanner import sandbox
from scanner.kinds import Kind, Stage
from scanner.model import Evidence, Scan
from scanner.sandbox import Job


class NoSuchEvidence(LookupError):
    """The scan holds no evidence with this id."""


_AROUND = 3
"""Paragraphs shown before and after one."""


class NoPackage(ValueError):
    """Evidence of a package can only be shown in it."""

    def __init__(self) -> None:
        super().__init__(
            "这条证据在安装包里,请用 --package 指定安装包 (--package is needed for this evidence)"
        )


class WrongPackage(ValueError):
    """The package is not the one that was scanned."""

    def __init__(self) -> None:
        super().__init__("安装包不是当时检测的那一个(SHA-256 不同) (not the package that was scanned)")


def find(found: Scan, id_: str, base: RuleBase) -> Evidence:
    """The evidence with this id (or its beginning, at least 6 digits). Raises NoSuchEvidence."""
    derived = attribute(found, None, base.rules).derived
    matching = [item for item in (*found.evidence, *derived) if item.id.startswith(id_)]
    if len(id_) < 6 or len({item.id for item in matching}) != 1:
        raise NoSuchEvidence(id_)
    return matching[0]


def show(
    found: Scan, item: Evidence, package: Path | None, base: RuleBase, language: str = "zh"
) -> Iterator[str]:
    """Everything about one spot, line by line; evidence of the policy needs no package.

    Raises WrongPackage, NoPackage, and what a scan raises.
    """
    told = sentence(item, Names(base.rules))
    if item.stage is not Stage.POLICY:
        if package is None:
            raise NoPackage
        if digest((package,)) != found.package.sha256:
            raise WrongPackage
    yield f"{item.id}  {told.en if language == 'en' else told.zh}"
    if item.where != type(item.where)():
        yield place(item.where)
    yield ""
    if item.stage is Stage.FILING:  # stands in the form or was seen by a person: nothing of it in the package
        yield from (f"{key}: {value}" for key, value in item.detail.items())
        return
    if item.stage is Stage.POLICY:
        yield from _paragraphs(found, item, language)
    elif item.kind is not Kind.SDK:
        assert package is not None
        job = Job((package,), Stage.STATIC, base.watch, found.at, found.house, spot=item)
        yield from sandbox.spot(job)
        yield ""
    for key, value in item.detail.items():
        if isinstance(value, tuple):
            yield f"{key}:"
            yield from (f"  {part}" for part in value)
        else:
            yield f"{key}: {value}"
    if package is None or item.stage is Stage.POLICY:
        return
    yield ""
    yield ("the same with a common tool:" if language == "en" else "用常见工具查看同一处:")
    yield f"  {command(item, package)}"


def _paragraphs(found: Scan, item: Evidence, language: str) -> Iterator[str]:
    """The paragraph among its neighbours, and where the document came from."""
    document = next((one for one in found.documents if one.name == item.where.entry), None)
    if document is None:
        return
    source = " ".join(filter(None, (document.url, document.at, f"sha256 {document.sha256}")))
    yield f"{'document' if language == 'en' else '文件'}: {document.name}  {source}"
    first, last = item.where.paragraph - _AROUND, item.where.paragraph + _AROUND
    for number, text in enumerate(document.paragraphs, 1):
        if item.where.paragraph and first <= number <= last:
            yield f"{'→' if number == item.where.paragraph else ' '} {number:4}  {text}"
    yield ""


def command(item: Evidence, package: Path) -> str:
    """A shell command that shows the same spot with a tool of others."""
    where, path = item.where, shlex.quote(str(package))
    entry = shlex.quote(where.entry)
    if where.entry.startswith("Payload/"):
        return _of_ipa(item, path, entry)
    if item.kind in (Kind.SIGNER, Kind.SIGNATURE, Kind.SIGNING_BLOCK):
        return f"apksigner verify --verbose --print-certs {path}"
    if where.element or item.kind is Kind.META_DATA:
        return f"aapt dump xmltree {path} AndroidManifest.xml"
    if where.cls and where.entry.endswith(".dex") and "!/" not in where.entry:
        name = where.method.partition("(")[0]
        return f"unzip -p {path} {entry} > x.dex && dexdump -d x.dex | grep -A 200 {shlex.quote(name)}"
    if where.entry and where.offset >= 0 and "!/" not in where.entry:
        return f"unzip -p {path} {entry} | xxd -s {max(0, where.offset - 64)} -l 128"
    return f"unzip -lv {path}"


def _of_ipa(item: Evidence, path: str, entry: str) -> str:
    """For an IPA: property lists as text, tables of a program, its signature, or bytes."""
    where = item.where
    name = where.entry.rpartition("/")[2]
    if item.kind in (Kind.SIGNER, Kind.SIGNATURE, Kind.ENTITLEMENT) and "." not in name:
        return f"unzip -p {path} {entry} > x && rcodesign print-signature-info x"
    if name == "embedded.mobileprovision":
        return f"unzip -p {path} {entry} | openssl smime -inform der -verify -noverify"
    if name.endswith((".plist", ".strings", ".xcprivacy", ".loctable")):
        return f"unzip -p {path} {entry} | plistutil -i - -f xml"
    if item.kind is Kind.BINARY_FLAG:
        return f"unzip -p {path} {entry} > x && llvm-objdump --macho --private-headers x"
    if item.kind in (Kind.SENSITIVE_USE, Kind.JS_BRIDGE) and where.offset < 0:
        word = shlex.quote(where.element.rpartition(".")[2])
        return f"unzip -p {path} {entry} > x && (llvm-nm --undefined-only x; strings -a x) | grep -F {word}"
    if where.offset >= 0:
        return f"unzip -p {path} {entry} | xxd -s {max(0, where.offset - 64)} -l 128"
    return f"unzip -lv {path}"
