"""Writes iOS packages: bundles inside bundles, signed and unsigned, with names as a test needs them."""

from __future__ import annotations

import hashlib
import plistlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.apps.zipwriter import Zip

Executable = bytes | Callable[[bytes, bytes], bytes]
"""A binary, or what makes one from Info.plist and CodeResources, to sign them."""

INFO: Mapping[str, Any] = {
    "CFBundleIdentifier": "com.example.edu",
    "CFBundleExecutable": "EduApp",
    "CFBundleName": "EduApp",
    "CFBundleDisplayName": "作业帮手",
    "CFBundlePackageType": "APPL",
    "CFBundleShortVersionString": "1.2",
    "CFBundleVersion": "7",
    "CFBundleSupportedPlatforms": ["iPhoneOS"],
    "MinimumOSVersion": "13.0",
    "UIDeviceFamily": [1, 2],
}


@dataclass
class Bundle:
    """An app, extension, framework or resource bundle; `inside`: ("PlugIns", bundle), ..."""

    name: str = "EduApp.app"
    info: Mapping[str, Any] = field(default_factory=lambda: dict(INFO))
    executable: Executable | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    privacy: Mapping[str, Any] | None = None  # PrivacyInfo.xcprivacy
    strings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # language -> InfoPlist.strings
    profile: bytes | None = None  # embedded.mobileprovision
    inside: Sequence[tuple[str, Bundle]] = ()
    resources: bool = True  # _CodeSignature/CodeResources
    binary: bool = True  # lists in the binary form

    def entries(self) -> dict[str, bytes]:
        """Its files by their paths, its own folder first."""
        form = plistlib.FMT_BINARY if self.binary else plistlib.FMT_XML
        info = plistlib.dumps(dict(self.info), fmt=form)
        found = {"Info.plist": info, **self.files}
        if self.privacy is not None:
            found["PrivacyInfo.xcprivacy"] = plistlib.dumps(dict(self.privacy), fmt=form)
        if self.profile is not None:
            found["embedded.mobileprovision"] = self.profile
        for language, texts in self.strings.items():
            lines = "".join(f'"{key}" = "{text}";\n' for key, text in texts.items())
            found[f"{language}.lproj/InfoPlist.strings"] = lines.encode("utf-16")
        for folder, bundle in self.inside:
            found |= {f"{folder}/{path}": data for path, data in bundle.entries().items()}
        listed = resources(found)
        if self.resources:
            found["_CodeSignature/CodeResources"] = listed
        if self.executable is not None:
            name = str(self.info.get("CFBundleExecutable", self.name.partition(".")[0]))
            made = self.executable
            found[name] = made if isinstance(made, bytes) else made(info, listed)
        return {f"{self.name}/{path}": data for path, data in found.items()}


def resources(files: Mapping[str, bytes]) -> bytes:
    """CodeResources for these files."""
    newer = {
        path: {"hash": hashlib.sha1(data).digest(), "hash2": hashlib.sha256(data).digest()}
        for path, data in files.items()
        if path != "Info.plist"
    }
    older = {path: stated["hash"] for path, stated in newer.items()}
    return plistlib.dumps({"files": older, "files2": newer, "rules": {}, "rules2": {}})


def ipa(
    *apps: Bundle,
    extra: Mapping[str, bytes] | None = None,
    encoding: str = "utf-8",
    utf8_flag: bool = True,
) -> bytes:
    """A package of these apps. Without the flag names have no stated encoding, as many tools write them."""
    archive = Zip()
    entries = {f"Payload/{path}": data for app in apps for path, data in app.entries().items()}
    for name, data in {**entries, **(extra or {})}.items():
        raw = name.encode(encoding)
        flags = 0x800 if utf8_flag and not raw.isascii() else 0
        archive.add(raw, data, flags=flags)
    return archive.bytes()
