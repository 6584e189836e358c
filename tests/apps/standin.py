"""The part of scanner.app.App that the analyzers of a manifest ask, built from XML text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from scanner.formats import axml
from scanner.formats.arsc import Resources
from scanner.model import Evidence
from tests.apps import arscwriter
from tests.apps.axmlwriter import Forge, compiled


@dataclass
class StandInPart:
    """One package: its manifest as XML text, compiled and read again."""

    manifest: axml.Element
    prefix: str = ""


@dataclass
class StandIn:
    """`App` for analyzers that read manifest, resources and single entries."""

    parts: Sequence[StandInPart]
    resources: Resources
    files: Mapping[str, bytes] = field(default_factory=dict)
    partials: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def manifest(self) -> axml.Element:
        return self.parts[0].manifest

    def read(self, path: str) -> bytes:
        return self.files[path]

    def partial(self, analyzer: str, reason: str, note: str) -> None:
        self.partials.append((analyzer, reason, note))


def app(
    *manifests: str,
    resources: arscwriter.Resources | None = None,
    files: Mapping[str, str] | None = None,
    forge: Forge | None = None,
) -> StandIn:
    """An app of these manifests: the base, then splits. `files` are further XML texts by path."""
    numbers = arscwriter.ids(resources or {})
    names = ["base.apk", *(f"split{number}.apk" for number in range(1, len(manifests)))]
    prefixes = [f"{name}!/" for name in names] if len(manifests) > 1 else [""]
    parts = [
        StandInPart(axml.parse(compiled(text, numbers, forge)), prefix)
        for text, prefix in zip(manifests, prefixes, strict=True)
    ]
    tables = [arscwriter.table(resources)] if resources else []
    contents = {path: compiled(text, numbers) for path, text in (files or {}).items()}
    return StandIn(parts, Resources.merged(tables), contents)


def found(module: ModuleType, given: StandIn) -> list[Evidence]:
    """What an analyzer finds, each piece checked against its kind."""
    return [item.checked() for item in module.analyze(given)]


def details(evidence: Sequence[Evidence]) -> dict[str, dict[str, Any]]:
    """The detail of each value, the last one where a value occurs twice."""
    return {item.value: dict(item.detail) for item in evidence}
