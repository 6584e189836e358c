from __future__ import annotations

import hashlib

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from scanner.formats import public_key
from scanner.formats.public_key import BadKey
from tests.apps.keys import ALGORITHMS, identity

DATA = b"signed" * 100


@pytest.mark.parametrize(
    ("kind", "bits", "algorithm", "pad"),
    [
        ("rsa", 2048, 0x0103, "pkcs1"),
        ("rsa", 2048, 0x0104, "pkcs1"),
        ("rsa", 2048, 0x0101, "pss"),
        ("rsa", 2048, 0x0102, "pss"),
        ("ec", 256, 0x0201, "ecdsa"),
        ("ec", 384, 0x0202, "ecdsa"),
        ("ec", 521, 0x0202, "ecdsa"),
        ("dsa", 1024, 0x0301, "dsa"),
    ],
)
def test_signatures_of_the_library_hold_and_changed_ones_do_not(
    kind: str, bits: int, algorithm: int, pad: public_key.Padding
) -> None:
    one = identity("key", kind, bits)
    key = public_key.read(one.public_key)
    name = ALGORITHMS[algorithm][0]
    signature = one.sign(algorithm, DATA)
    assert (key.algorithm, key.bits) == ({"rsa": "RSA", "ec": "EC", "dsa": "DSA"}[kind], bits)
    assert key.sha256 == hashlib.sha256(one.public_key).hexdigest()
    assert public_key.verify(key, pad, name, signature, DATA)
    assert not public_key.verify(key, pad, name, signature, DATA + b"x")
    assert not public_key.verify(key, pad, name, signature[:-1] + bytes([signature[-1] ^ 1]), DATA)
    assert not public_key.verify(key, pad, "sha384", signature, DATA)


@pytest.mark.parametrize("name", ["md5", "sha1", "sha224", "sha384"])
def test_old_and_rare_hashes(name: str) -> None:
    one = identity("key")
    chosen = getattr(hashes, name.upper())()
    signature = one.key.sign(DATA, padding.PKCS1v15(), chosen)
    assert public_key.verify(public_key.read(one.public_key), "pkcs1", name, signature, DATA)


def test_nothing_can_hide_in_the_padding() -> None:
    """Free bytes behind the digest are what forgeries with small exponents need (CVE-2006-4339)."""
    one = identity("key")
    numbers = one.key.private_numbers()
    digest_info = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(DATA).digest()
    block = b"\0\1" + b"\xff" * 8 + b"\0" + digest_info
    block += bytes(256 - len(block))
    forged = pow(int.from_bytes(block, "big"), numbers.d, numbers.public_numbers.n).to_bytes(256, "big")
    assert not public_key.verify(public_key.read(one.public_key), "pkcs1", "sha256", forged, DATA)
    # and a number above the modulus, which is the same remainder, is no second signature
    good = int.from_bytes(one.sign(0x0103, DATA), "big") + numbers.public_numbers.n
    if good < 1 << 2048:
        more = good.to_bytes(256, "big")
        assert not public_key.verify(public_key.read(one.public_key), "pkcs1", "sha256", more, DATA)


def test_keys_that_cannot_sign_so_are_refused() -> None:
    curve, modulus = identity("key", "ec", 256), identity("key")
    with pytest.raises(BadKey, match="EC key"):
        public_key.verify(public_key.read(curve.public_key), "pkcs1", "sha256", b"x", DATA)
    with pytest.raises(BadKey, match="RSA key"):
        public_key.verify(public_key.read(modulus.public_key), "ecdsa", "sha256", b"x", DATA)
    with pytest.raises(BadKey):
        public_key.read(b"\x30\x03\x02\x01\x01")
    broken = bytearray(curve.public_key)
    broken[-1] ^= 1  # no point of the curve any more
    with pytest.raises(BadKey):
        public_key.verify(public_key.read(bytes(broken)), "ecdsa", "sha256", b"x", DATA)


@pytest.mark.parametrize(("bits", "exponent"), [(20_000, 65537), (2047, 1 << 40), (2047, 1), (5, 3)])
def test_keys_that_would_take_long_or_prove_nothing_are_refused(bits: int, exponent: int) -> None:
    spki = rsa_key(1 << bits, exponent)
    with pytest.raises(BadKey):
        public_key.verify(public_key.read(spki), "pkcs1", "sha256", b"\1" * 2501, DATA)


def rsa_key(modulus: int, exponent: int) -> bytes:
    numbers = _tlv(0x30, _number(modulus) + _number(exponent))
    algorithm = bytes.fromhex("300d06092a864886f70d0101010500")
    return _tlv(0x30, algorithm + _tlv(3, b"\0" + numbers))


def _number(value: int) -> bytes:
    return _tlv(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _tlv(tag: int, content: bytes) -> bytes:
    return bytes([tag, 0x84]) + len(content).to_bytes(4, "big") + content


def test_the_same_key_is_the_same_however_it_is_encoded() -> None:
    numbers = identity("key").key.public_key().public_numbers()
    assert isinstance(numbers, rsa.RSAPublicNumbers)
    ours = public_key.read(rsa_key(numbers.n, numbers.e))
    theirs = public_key.read(identity("key").public_key)
    assert ours.encoded != theirs.encoded
    assert ours.material == theirs.material
