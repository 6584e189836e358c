from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from scanner.formats import jar_signing
from scanner.formats.archive import Archive
from scanner.formats.jar_signing import Judge, Verdict
from scanner.model import Limits
from tests.apps.keys import identity
from tests.apps.signer import add_entries, sign_v1, unsigned

FIRST, SECOND = identity("first"), identity("second")
FILES = {
    "AndroidManifest.xml": b"<manifest>",
    "res/很长的名字" * 6 + ".xml": b"x",
    "META-INF/services/a": b"free",
}
PLAIN = unsigned(FILES)


def opened(data: bytes) -> jar_signing.Jar:
    return jar_signing.read(Archive.open(data, Limits(), "test.apk"))


def verdict(data: bytes, sdk: int = 28, schemes: tuple[str, ...] = ()) -> Verdict:
    return Judge(opened(data), schemes).at(sdk)


def signers(data: bytes, sdk: int = 28) -> list[str]:
    return [one.sha256 for one in verdict(data, sdk).signers]


def test_good_signatures_say_what_every_entry_must_be() -> None:
    found = verdict(sign_v1(PLAIN, FIRST))
    assert (found.fault, [one.sha256 for one in found.signers]) == ("", [FIRST.sha256])
    assert found.wanted == {
        name: ("sha256", sha256(data).digest())
        for name, data in FILES.items()
        if not name.startswith("META-INF/")
    }


def test_two_signers_of_all_entries() -> None:
    assert signers(sign_v1(PLAIN, FIRST, SECOND)) == [FIRST.sha256, SECOND.sha256]


def test_no_signature_is_no_fault() -> None:
    assert not opened(PLAIN).present
    assert not opened(add_entries(PLAIN, {"META-INF/CERT.RSA": b"block without .SF"})).present


def edited(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(old, new, 1)


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "an entry that is not listed": ({"names": ["AndroidManifest.xml"]}, "entry-not-signed: res/"),
    "a manifest of broken lines": ({"edit_manifest": edited(b"Name: ", b"Name ")}, "manifest-malformed"),
    "a section without a name": ({"edit_manifest": edited(b"Name: ", b"X: ")}, "unnamed-section"),
    "an entry that is gone": (
        {"edit_manifest": lambda data: data + b"Name: gone\r\nSHA-256-Digest: AA==\r\n\r\n"},
        "entry-missing: gone",
    ),
    "an entry twice": (
        {"edit_manifest": lambda data: data + b"Name: AndroidManifest.xml\r\n\r\n"},
        "duplicate-section",
    ),
    "no version": ({"edit_signed": edited(b"Signature-Version", b"Other")}, "no-signature"),
    "wrong digests of the manifest": (
        {
            "edit_signed": lambda data: data.replace(b"-Digest-Manifest: ", b"-Digest-Manifest: ?").replace(
                b"-Digest: ", b"-Digest: A"
            )
        },
        "digest-malformed",
    ),
    "an unsigned entry in .SF": (
        {"edit_signed": edited(b"Name: AndroidManifest.xml", b"Name: AndroidManifest.yml")},
        "entry-not-signed: AndroidManifest.xml",
    ),
    "v2 taken away": ({"schemes": "1, 2, x, 77"}, "stripped: v2"),
    "v3 taken away": ({"schemes": "3"}, "stripped: v3"),
}


@pytest.mark.parametrize("name", BAD)
def test_every_forgery_is_named(name: str) -> None:
    changes, fault = BAD[name]
    assert verdict(sign_v1(PLAIN, FIRST, **changes)).fault.startswith(fault)


def test_a_manifest_changed_after_signing() -> None:
    signed = sign_v1(PLAIN, FIRST)
    assert opened(signed).manifest is not None
    spare = sign_v1(unsigned({**FILES, "AndroidManifest.xml": b"<other>"}), FIRST)
    mixed = _with(spare, signed, "META-INF/MANIFEST.MF")
    assert verdict(mixed).fault == "section-digest-mismatch: AndroidManifest.xml"


def test_a_signed_file_changed_after_signing() -> None:
    mixed = _with(sign_v1(PLAIN, FIRST), sign_v1(PLAIN, FIRST, schemes="9"), "META-INF/CERT.SF")
    assert verdict(mixed).fault == "signature-mismatch"


def _with(target: bytes, source: bytes, name: str) -> bytes:
    """`target` with one entry as it is in `source`."""
    first, second = (Archive.open(data, Limits(), "x.apk") for data in (target, source))
    entries = {entry.name: first.read(entry) for entry in first.entries}
    found = second.find(name)
    assert found is not None
    return unsigned({**entries, name: second.read(found)})


def test_signers_of_different_entries_are_no_signers_of_the_package() -> None:
    signed = sign_v1(PLAIN, FIRST, SECOND)
    archive = Archive.open(signed, Limits(), "x.apk")
    part = sign_v1(PLAIN, SECOND, edit_signed=edited(b"Name: AndroidManifest.xml", b"Name: X"))
    other = Archive.open(part, Limits(), "x.apk")
    entries = {entry.name: archive.read(entry) for entry in archive.entries}
    for ending in ("SF", "RSA"):
        found = other.find(f"META-INF/CERT.{ending}")
        assert found is not None
        entries[f"META-INF/CERT1.{ending}"] = other.read(found)
    assert verdict(unsigned(entries)).fault.startswith("entry-other-signers: res/")


def test_stripping_is_noticed_only_by_versions_that_know_the_scheme() -> None:
    data = sign_v1(PLAIN, FIRST, schemes="2, 3")
    assert verdict(data, 23).fault == ""
    assert verdict(data, 24).fault == "stripped: v2"
    assert verdict(data, 24, ("v2",)).fault == ""
    assert verdict(data, 28, ("v2",)).fault == "stripped: v3"
    assert verdict(data, 28, ("v2", "v3")).fault == ""


def test_manifest_missing() -> None:
    archive = Archive.open(sign_v1(PLAIN, FIRST), Limits(), "x.apk")
    entries = {entry.name: archive.read(entry) for entry in archive.entries if not entry.name.endswith(".MF")}
    assert verdict(unsigned(entries)).fault == "manifest-missing"


def test_before_android_4_3_other_digests_count() -> None:
    assert verdict(sign_v1(PLAIN, FIRST), 17).fault == "unsupported-algorithm"
