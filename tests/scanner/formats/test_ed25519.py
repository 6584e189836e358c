"""Ed25519 against the vectors of RFC 8032, openssl and hostile keys."""

from __future__ import annotations

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.formats import ed25519
from scanner.formats.ed25519 import BadKey

SEED = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
PUBLIC = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
SIGNATURE = bytes.fromhex(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)
"""RFC 8032, 7.1, test 2; the message is one byte, 0x72."""


def pem(kind: str, der: bytes) -> bytes:
    return f"-----BEGIN {kind}-----\n{base64.b64encode(der).decode()}\n-----END {kind}-----\n".encode()


PRIVATE_PEM = pem("PRIVATE KEY", bytes.fromhex("302e020100300506032b657004220420") + SEED)
PUBLIC_PEM = pem("PUBLIC KEY", bytes.fromhex("302a300506032b6570032100") + PUBLIC)


def test_the_vectors_of_the_rfc() -> None:
    assert ed25519.public_of(PRIVATE_PEM) == PUBLIC_PEM
    assert ed25519.sign(PRIVATE_PEM, b"\x72") == SIGNATURE
    assert ed25519.verifies(PUBLIC_PEM, SIGNATURE, b"\x72")
    assert not ed25519.verifies(PUBLIC_PEM, SIGNATURE, b"\x73")
    assert not ed25519.verifies(PUBLIC_PEM, SIGNATURE[:-1], b"\x72")


@given(st.integers(0, 8 * 64 - 1))
def test_no_bit_of_a_signature_can_be_turned(bit: int) -> None:
    turned = bytearray(SIGNATURE)
    turned[bit // 8] ^= 1 << bit % 8
    assert not ed25519.verifies(PUBLIC_PEM, bytes(turned), b"\x72")


def test_the_same_signature_plus_the_order_of_the_group_is_another_signature() -> None:
    order = 2**252 + 27742317777372353535851937790883648493
    s = int.from_bytes(SIGNATURE[32:], "little") + order
    assert not ed25519.verifies(PUBLIC_PEM, SIGNATURE[:32] + s.to_bytes(32, "little"), b"\x72")


def test_a_new_key_signs() -> None:
    key = ed25519.generate()
    assert key != ed25519.generate()
    assert ed25519.verifies(ed25519.public_of(key), ed25519.sign(key, b"x"), b"x")


RSA = """-----BEGIN PUBLIC KEY-----
MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAKj34GkxFhD90vcNLYLInFEX6Ppy1tPf9Cnzj4p4WGeKLs1Pt8QuKUpRKfFLfRYC
9AIKjbJTWit+CqvjWYzvQwECAwEAAQ==
-----END PUBLIC KEY-----
"""


@pytest.mark.parametrize("key", [b"", b"x", PUBLIC_PEM[:40], PRIVATE_PEM, RSA.encode()])
def test_what_is_no_such_public_key(key: bytes) -> None:
    with pytest.raises(BadKey):
        ed25519.verifies(key, SIGNATURE, b"\x72")


@pytest.mark.parametrize("key", [b"", b"x", PUBLIC_PEM, PRIVATE_PEM[:60]])
def test_what_is_no_such_private_key(key: bytes) -> None:
    with pytest.raises(BadKey):
        ed25519.sign(key, b"")


def test_openssl_agrees(tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs openssl")
    (tmp_path / "public.pem").write_bytes(PUBLIC_PEM)
    (tmp_path / "content").write_bytes(b"\x72")
    (tmp_path / "signature").write_bytes(SIGNATURE)
    command = "pkeyutl -verify -pubin -inkey public.pem -rawin -in content -sigfile signature"
    subprocess.run([openssl, *command.split()], cwd=tmp_path, check=True, capture_output=True)
