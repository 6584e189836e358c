from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats import plist, provision
from scanner.formats.provision import BadProvision
from tests.apps import codesign
from tests.apps.keys import identity

DEVICES = ["0" * 40, "1" * 40]


@pytest.mark.parametrize(
    ("changed", "kind", "devices"),
    [
        ({}, "app-store", -1),
        ({"ProvisionsAllDevices": True}, "enterprise", -1),
        ({"ProvisionedDevices": DEVICES}, "ad-hoc", 2),
        ({"ProvisionedDevices": DEVICES, "Entitlements": {"get-task-allow": True}}, "development", 2),
        ({"ProvisionedDevices": DEVICES, "Entitlements": "none"}, "ad-hoc", 2),
    ],
)
def test_kinds_of_distribution(changed: dict[str, Any], kind: str, devices: int) -> None:
    found = provision.read(codesign.profile(identity("first"), **changed))
    assert (found.kind, found.devices) == (kind, devices)
    assert DEVICES[0] not in repr(found)


def test_what_a_profile_says() -> None:
    signer = identity("first")
    found = provision.read(codesign.profile(signer))
    assert (found.name, found.team, found.team_name) == ("Example Profile", "EXAMPLE000", "Example Ltd")
    assert found.app_id == "EXAMPLE000.com.example.edu"
    assert (found.created, found.expires, found.platforms) == ("2024-01-02", "2025-01-02", ("iOS",))
    assert [one.sha256 for one in found.developers] == [signer.sha256]
    assert found.signer is not None
    assert found.signer.sha256 == signer.sha256
    assert not found.broken
    assert not found.by_apple


def test_a_changed_profile_does_not_hold() -> None:
    forged = codesign.profile(identity("first")).replace(b"EXAMPLE000.com", b"EXAMPLE001.com")
    found = provision.read(forged)
    assert found.signer is None
    assert found.broken == "signature-mismatch"
    assert found.app_id == "EXAMPLE001.com.example.edu"


@pytest.mark.parametrize(
    "changed",
    [
        {"Name": 7, "UUID": [], "TeamIdentifier": "x", "Platform": {}, "CreationDate": "soon"},
        {"DeveloperCertificates": [b"none", 7], "Entitlements": None, "ExpirationDate": None},
    ],
)
def test_fields_of_other_kinds_are_left_out(changed: dict[str, Any]) -> None:
    found = provision.read(codesign.profile(identity("first"), **changed))
    assert found.kind == "app-store"


@pytest.mark.parametrize(
    "data", [b"", b"0\x80", b"<plist/>", codesign.cms(identity("first"), b"not a list {")]
)
def test_what_is_no_profile(data: bytes) -> None:
    with pytest.raises(BadProvision):
        provision.read(data)


GOOD = codesign.profile(identity("first"))


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=6),
    st.integers(0, len(GOOD)),
)
def test_forged_profiles_end_as_a_profile_or_bad_provision(flips: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(GOOD)
    for at, byte in flips:
        data[at] = byte
    for part in (data, data[:cut]):
        try:
            provision.read(bytes(part))
        except BadProvision:
            continue


def test_equal_to_openssl_on_real_profiles(corpus: Path) -> None:
    tool = shutil.which("openssl")
    if tool is None:
        pytest.skip("needs openssl")
    kinds = []
    for path in sorted(corpus.glob("dev/*.ipa")):
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.endswith("embedded.mobileprovision")]
            for name in names:
                data = archive.read(name)
                command = [tool, "cms", "-verify", "-inform", "DER", "-noverify"]
                said = subprocess.run(command, input=data, capture_output=True, check=True).stdout
                theirs = plist.dictionary(said)
                found = provision.read(data)
                assert found.signer is not None, path.name
                assert found.by_apple
                assert found.uuid == theirs["UUID"]
                kinds.append(found.kind)
    assert sorted(kinds) == ["ad-hoc"] * 3 + ["app-store"] + ["development"] * 2 + ["enterprise"]
