from __future__ import annotations

import hashlib
import struct
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats import jar_signing, signing
from scanner.formats.archive import Archive, BadEntry
from scanner.formats.signing import ABSENT, BROKEN, FOREVER, VERIFIED, Signing
from scanner.model import Limits
from tests.apps import signer
from tests.apps.keys import Identity, identity
from tests.apps.packages import CORPUS
from tests.apps.signer import Signer, add_entries, lineage, sign_block, sign_v1, unsigned

FIRST, SECOND, THIRD = identity("first"), identity("second"), identity("third")
PLAIN = unsigned({"AndroidManifest.xml": b"<manifest>" * 50, "classes.dex": b"dex\n035\0" * 99})
EXPECTED = yaml.safe_load(Path(__file__).with_name("signing_expected.yaml").read_text("utf-8"))


def examined(data: bytes, min_sdk: int = 21) -> Signing:
    archive = Archive.open(data, Limits(), "test.apk")

    def digest_of(name: str, kind: str) -> bytes | None:
        try:
            return hashlib.new(kind, jar_signing.content(archive, name)).digest()
        except BadEntry:
            return None

    first = signing.examine(data, archive, min_sdk)
    assert set(first.wanted()) == {(n, k) for _, v in first.verdicts for n, (k, _) in v.wanted.items()}
    return first.checked(digest_of)


def states(result: Signing) -> dict[str, str]:
    return {
        one.scheme: one.state + (f": {one.reason}" if one.reason else "")
        for one in result.schemes
        if one.state != ABSENT
    }


def seen(result: Signing) -> list[list[Any]]:
    return [
        [one.sdk_from, 0 if one.sdk_until == FOREVER else one.sdk_until, one.scheme] for one in result.seen_by
    ]


def by(result: Signing) -> list[str]:
    return [one.certificates[0].sha256 for one in result.seen_by]


def rotated(*history: Identity, **changes: Any) -> Signer:
    return Signer(history[-1], attributes=((signer.ROTATION, lineage(*history)),), **changes)


def test_unsigned() -> None:
    result = examined(PLAIN)
    assert (states(result), seen(result), result.newest, result.janus) == ({}, [], (), False)
    assert result.complete


def test_each_version_takes_the_newest_scheme_it_knows() -> None:
    data = sign_block(
        sign_v1(PLAIN, FIRST, schemes="2, 3"),
        v2=[Signer(FIRST)],
        v3=[rotated(FIRST, SECOND, sdk=(28, 32))],
        v31=[rotated(FIRST, SECOND, THIRD, sdk=(33, FOREVER))],
    )
    result = examined(data)
    assert states(result) == dict.fromkeys(("v1", "v2", "v3", "v3.1"), VERIFIED)
    assert seen(result) == [[21, 23, "v1"], [24, 27, "v2"], [28, 32, "v3"], [33, 0, "v3.1"]]
    assert by(result) == [FIRST.sha256, FIRST.sha256, SECOND.sha256, THIRD.sha256]
    assert [level.certificate.sha256 for level in result.seen_by[-1].lineage] == [
        FIRST.sha256,
        SECOND.sha256,
        THIRD.sha256,
    ]
    assert result.newest == (THIRD.sha256,)
    assert not result.janus


def test_a_later_start_of_the_new_key_leaves_the_old_one_to_v3() -> None:
    """v3.1 for Android 14 on: on Android 13 the installer goes back to v3."""
    wants = ((signer.ROTATION_SDK, struct.pack("<I", 34)),)
    new = rotated(FIRST, SECOND, sdk=(34, FOREVER))
    result = examined(sign_block(PLAIN, v3=[Signer(FIRST, attributes=wants)], v31=[new]), 28)
    assert seen(result) == [[28, 33, "v3"], [34, 0, "v3.1"]]
    stripped = examined(sign_block(PLAIN, v3=[Signer(FIRST, attributes=wants)]), 28)
    assert seen(stripped) == [[28, 33, "v3"]]
    assert states(stripped) == {"v3": "broken: stripped: v3.1"}
    assert stripped.newest == ()


def test_a_broken_scheme_is_no_reason_to_fall_back() -> None:
    bad = Signer(FIRST, digests=((0x0103, bytes(32)),))
    result = examined(sign_block(sign_v1(PLAIN, FIRST), v2=[bad]))
    assert states(result) == {"v1": VERIFIED, "v2": "broken: digest-mismatch: sha256"}
    assert seen(result) == [[21, 23, "v1"]]
    assert result.newest == ()


def test_two_v3_signers_for_one_version_are_refused_there() -> None:
    result = examined(sign_block(PLAIN, v3=[Signer(FIRST, sdk=(28, 40)), Signer(SECOND, sdk=(35, FOREVER))]))
    assert seen(result) == [[28, 34, "v3"], [41, 0, "v3"]]


@pytest.mark.parametrize(
    ("min_sdk", "v2", "janus"), [(21, False, True), (26, False, True), (27, False, False)]
)
def test_janus(min_sdk: int, v2: bool, janus: bool) -> None:
    assert examined(sign_v1(PLAIN, FIRST), min_sdk).janus is janus
    assert not examined(sign_block(sign_v1(PLAIN, FIRST), v2=[Signer(FIRST)]), min_sdk).janus


def test_what_v1_leaves_unprotected_is_named_where_nothing_newer_protects_it() -> None:
    data = sign_v1(add_entries(PLAIN, {"META-INF/services/x": b"1", "META-INF/NOTICE": b"2"}), FIRST)
    assert examined(data).unprotected == ("META-INF/NOTICE", "META-INF/services/x")
    assert examined(sign_block(data, v2=[Signer(FIRST)])).unprotected == ()


def test_entries_are_held_against_the_v1_signature() -> None:
    signed = sign_v1(PLAIN, FIRST)
    at = signed.index(b"dex\n035")
    changed = bytearray(signed)
    changed[at] ^= 1
    archive = Archive.open(signed, Limits(), "x.apk")
    before = signing.examine(signed, archive, 21)
    assert not before.complete
    assert before.scheme("v1").state == VERIFIED
    wrong = before.checked(lambda name, kind: hashlib.new(kind, name.encode()).digest())
    assert wrong.scheme("v1").reason == "digest-mismatch: AndroidManifest.xml"
    assert (wrong.newest, wrong.complete) == ((), True)
    unread = before.checked(lambda name, kind: None)
    assert unread.scheme("v1").reason == "entry-unreadable: AndroidManifest.xml"


def test_the_pairs_of_the_block_are_listed() -> None:
    result = examined(sign_block(PLAIN, v2=[Signer(FIRST)], pairs=[(0x71777777, b'{"channel": "x"}')]))
    assert [f"0x{pair.id:08x}" for pair in result.pairs] == ["0x71777777", "0x7109871a"]
    assert [(mark.text, mark.scheme) for mark in result.channels] == [("x", "walle")]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="needs the packages in ../shared/corpus")
@pytest.mark.parametrize("name", EXPECTED["fixtures"])
def test_packages_made_to_break_installers(name: str) -> None:
    expected = dict(EXPECTED["fixtures"][name])
    path = CORPUS / "badinput" / f"androguard-androguard__{name}.apk"
    result = examined(path.read_bytes(), 18)
    assert seen(result) == expected.pop("seen")
    del expected["why"]
    assert states(result) == expected


@pytest.mark.skipif(not CORPUS.is_dir(), reason="needs the packages in ../shared/corpus")
@pytest.mark.parametrize("name", EXPECTED["packages"])
def test_real_packages(name: str) -> None:
    expected = EXPECTED["packages"][name]
    result = examined((CORPUS / "dev" / name).read_bytes(), 24)
    assert states(result) == dict.fromkeys(expected["verified"], VERIFIED)
    assert result.newest == (expected["signer"],)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="needs the packages in ../shared/corpus")
@pytest.mark.parametrize(
    "name", ["hsiafan-apk-parser__NetworkStack_210000000.apk", "TANGKUO-AlipayDemo__alipay_demo.apk"]
)
def test_certificates_are_those_androguard_sees(name: str) -> None:
    from androguard.core.apk import APK
    from loguru import logger

    logger.disable("androguard")
    data = (CORPUS / "dev" / name).read_bytes()
    theirs = APK(data, raw=True)
    ours = {one.certificates[0].sha256 for scheme in examined(data).schemes for one in scheme.signers}
    found = [*theirs.get_certificates_der_v2(), *theirs.get_certificates_der_v3()]
    found += [theirs.get_certificate_der(block) for block in theirs.get_signature_names()]
    assert ours == {hashlib.sha256(one).hexdigest() for one in found}


def test_sixty_megabytes_cost_little_beyond_hashing() -> None:
    one = [Signer(FIRST, (0x0103,))]
    data = sign_block(unsigned({"AndroidManifest.xml": b"x", "lib.so": bytes(60 << 20)}), v2=one, v3=one)
    archive = Archive.open(data, Limits(), "x.apk")
    best = []
    for _ in range(3):
        start = time.process_time()
        hashlib.sha256(data).digest()
        middle = time.process_time()
        assert signing.examine(data, archive, 24).newest == (FIRST.sha256,)
        best.append(time.process_time() - middle - (middle - start))
    assert min(best) < 0.15, best


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_changed_packages_are_examined_and_never_fully_hold(data: st.DataObject) -> None:
    """Every byte behind the entries is covered by v2, by v1, or is one of the sizes that make them up."""
    signed = bytearray(sign_block(PLAIN, v2=[Signer(FIRST)], v3=[rotated(FIRST, SECOND)]))
    archive = Archive.open(bytes(signed), Limits(), "x.apk")
    at = data.draw(st.integers(0, len(signed) - 1))
    signed[at] ^= data.draw(st.integers(1, 255))
    result = signing.examine(bytes(signed), archive, 24)
    # the place of the central directory is digested as if there were no block, and read when looking for it
    assert any(one.state in (BROKEN, ABSENT) for one in result.schemes[1:3])
    result.checked(lambda name, kind: None)
