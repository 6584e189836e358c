"""An IPA from what matters in a test: Info.plist, programs, extensions, frameworks, further files."""

from __future__ import annotations

import plistlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

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
ROOT = "Payload/Homework.app"
Files = Mapping[str, bytes | Mapping[str, Any]]


def ipa(
    info: Mapping[str, Any] | None = None,
    files: Files | None = None,
    main: bytes | None = None,
    top: Files | None = None,
) -> bytes:
    """`info` changes INFO (None takes a key away); `files` lie in the app's bundle, `top` beside Payload.

    A mapping as a file's content becomes a property list. `main` is the app's program; b"" for none.
    """
    stated = {key: value for key, value in {**INFO, **(info or {})}.items() if value is not None}
    archive = Zip().add(f"{ROOT}/Info.plist", plistlib.dumps(stated, fmt=plistlib.FMT_BINARY))
    own = program() if main is None else main
    if own:
        archive.add(f"{ROOT}/{stated.get('CFBundleExecutable', 'Homework')}", own)
    for path, content in (files or {}).items():
        archive.add(f"{ROOT}/{path}", content if isinstance(content, bytes) else plistlib.dumps(content))
    for path, content in (top or {}).items():
        archive.add(path, content if isinstance(content, bytes) else plistlib.dumps(content))
    return archive.bytes()


def profile(
    devices: int | None = None,
    everywhere: bool = False,
    team: str = "示例教育科技有限公司",
    entitlements: Mapping[str, Any] | None = None,
) -> bytes:
    """What a provisioning profile says, between bytes of the signature around it."""
    said: dict[str, Any] = {
        "TeamIdentifier": ["A1B2C3D4E5"],
        "TeamName": team,
        "CreationDate": datetime(2026, 1, 2),
        "ExpirationDate": datetime(2027, 1, 2),
        "Entitlements": {"application-identifier": f"A1B2C3D4E5.{APP_ID}", **(entitlements or {})},
    }
    if devices is not None:
        said["ProvisionedDevices"] = [f"{number:040x}" for number in range(devices)]
    if everywhere:
        said["ProvisionsAllDevices"] = True
    return b"\x30\x82\x0b\xad" + plistlib.dumps(said) + b"\x31\x82\0\0"
