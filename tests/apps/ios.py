"""An IPA from what matters in a test: Info.plist, programs, extensions, frameworks, further files."""

from __future__ import annotations

import plistlib
from collections.abc import Mapping
from typing import Any

from tests.apps import codesign
from tests.apps.keys import identity
from tests.apps.program import program
from tests.apps.zipwriter import Zip

APP_ID = "cn.example.homework"
INFO: Mapping[str, Any] = {
    "CFBundleIdentifier": APP_ID,
    "CFBundleExecutable": "Homework",
    "CFBundleName": "Homework",
    "CFBundleDisplayName": "示例作业",
    "CFBundleShortVersionString": "1.0",
    "CFBundleVersion": "1",
    "MinimumOSVersion": "13.0",
    "DTPlatformVersion": "17.2",
    "UIDeviceFamily": [1, 2],
}
KEY = identity("apple", "rsa", 2048, "CN=Apple Distribution: Example Ltd (EXAMPLE000), O=Example Ltd, C=CN")
ROOT = "Payload/Homework.app"
Files = Mapping[str, bytes | Mapping[str, Any]]


def ipa(
    changed: Mapping[str, Any] | None = None,
    files: Files | None = None,
    main: bytes | None = None,
    top: Files | None = None,
) -> bytes:
    """`changed` changes INFO (None takes a key away); `files` lie in the app's bundle, `top` beside Payload.

    A mapping as a file's content becomes a property list. `main` is the app's program; b"" for none.
    """
    archive = Zip().add(f"{ROOT}/Info.plist", info(**(changed or {})))
    own = program() if main is None else main
    if own:
        archive.add(f"{ROOT}/{(changed or {}).get('CFBundleExecutable') or 'Homework'}", own)
    for path, content in (files or {}).items():
        archive.add(f"{ROOT}/{path}", content if isinstance(content, bytes) else plistlib.dumps(content))
    for path, content in (top or {}).items():
        archive.add(path, content if isinstance(content, bytes) else plistlib.dumps(content))
    return archive.bytes()


def info(**changed: Any) -> bytes:
    """The bytes of Info.plist as `ipa` writes it, for a signature over it."""
    stated = {key: value for key, value in {**INFO, **changed}.items() if value is not None}
    return plistlib.dumps(stated, fmt=plistlib.FMT_BINARY)


def profile(
    devices: int | None = None,
    everywhere: bool = False,
    team: str = "示例教育科技有限公司",
    entitlements: Mapping[str, Any] | None = None,
) -> bytes:
    """A provisioning profile of the app."""
    granted = {"application-identifier": f"EXAMPLE000.{APP_ID}", **(entitlements or {})}
    said: dict[str, Any] = {"TeamName": team, "Entitlements": granted}
    if devices is not None:
        said["ProvisionedDevices"] = [f"{number:040x}" for number in range(devices)]
    if everywhere:
        said["ProvisionsAllDevices"] = True
    return codesign.profile(KEY, **said)
