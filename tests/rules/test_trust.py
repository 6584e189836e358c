"""Trust settings: every fault with its line; other schemes by command, here openssl's own tools."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rules import trust
from rules.data import BadPack, BadRules
from rules.signed_pack import SignedPack
from rules.trust import Maker, makers, trusted
from tests.packs import OTHER_PUBLIC, PRIVATE_PEM, entry, local, signed
from tests.scanner.formats.test_ed25519 import PUBLIC_PEM


def written(folder: Path, text: str) -> Path:
    path = folder / trust.FILE
    path.write_text(text, "utf-8")
    return path


def refused(pack: SignedPack, *known: Maker) -> str:
    with pytest.raises(BadPack) as raised:
        trusted(pack, known)
    return raised.value.code


def test_makers_and_their_fingerprints(tmp_path: Path) -> None:
    text = entry("甲", PUBLIC_PEM) + entry("乙", OTHER_PUBLIC, "local: true")
    first, second = makers(written(tmp_path, text))
    assert (first.name, first.local, second.name, second.local) == ("甲", False, "乙", True)
    der = bytes.fromhex("302a300506032b6570032100") + bytes.fromhex(
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    )
    assert first.fingerprint == hashlib.sha256(der).hexdigest()
    assert makers(tmp_path / "none.yaml") == ()
    assert makers(written(tmp_path, "")) == ()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("maker: x\n", "trust.yaml:1: 文件应是一个列表"),
        ("- maker: 甲\n", "trust.yaml:1: 缺少“key”"),
        ("- maker: 甲\n  key: abc\n", "trust.yaml:2: key 应是一段 PEM 公钥"),
        (entry("甲", PUBLIC_PEM, "colour: red"), "trust.yaml:6: 不认识的键“colour”"),
        (entry("甲", PUBLIC_PEM, "verify: openssl"), "trust.yaml:6: “verify”的值不对"),
        (entry("甲", PUBLIC_PEM, "verify: [openssl, '{content}']"), "trust.yaml:6: verify 命令里要有"),
        (entry("甲", PUBLIC_PEM) * 2, "trust.yaml:6: 同一公钥写了两次"),
    ],
)
def test_faults(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(BadRules) as raised:
        makers(written(tmp_path, text))
    assert any(str(one).startswith(fault) for one in raised.value.faults)


def test_all_faults_at_once_and_files_in_another_encoding(tmp_path: Path) -> None:
    with pytest.raises(BadRules) as raised:
        makers(written(tmp_path, "- maker: 甲\n- key: x\n  maker: 乙\n"))
    assert [one.line for one in raised.value.faults] == [1, 2]
    (tmp_path / trust.FILE).write_bytes("- maker: 甲\n".encode("gb18030"))
    with pytest.raises(BadRules, match="UTF-8"):
        makers(tmp_path / trust.FILE)


def test_who_may_sign_what(tmp_path: Path) -> None:
    (anything,) = makers(written(tmp_path, entry("甲", PUBLIC_PEM)))
    (own,) = makers(written(tmp_path, entry("甲", PUBLIC_PEM, "local: true")))
    assert trusted(signed(), [anything]) is anything
    assert trusted(local(), [own]) is own
    assert refused(signed(), own) == "scope"
    assert refused(signed()) == "unknown-key"


def script(folder: Path, name: str, body: str) -> Path:
    path = folder / name
    path.write_text(body, "utf-8")
    return path


def test_a_command_signs_and_another_checks(tmp_path: Path) -> None:
    """As for SM2 or a token: the house knows nothing of the scheme; here a plain keyed hash."""
    body = "import sys,hashlib;d=hashlib.sha256(b'k'+open(sys.argv[1],'rb').read()).digest();"
    sign = script(tmp_path, "sign.py", body + "sys.stdout.buffer.write(d)")
    check = script(tmp_path, "check.py", body + "sys.exit(open(sys.argv[2],'rb').read() != d)")
    pack = signed()
    signature = trust.sign(pack.manifest.to_bytes(), b"", f"{sys.executable} '{sign}' {{content}}")
    assert len(signature) == 32
    made = SignedPack(pack.manifest, pack.key, signature, pack.members)
    command = (sys.executable, str(check), "{content}", "{signature}")
    known = Maker("甲", "", pack.key, False, command)
    assert trusted(made, [known]) is known
    assert refused(pack, known) == "signature"  # an Ed25519 signature is none of this scheme


def test_openssl_signs_and_checks(tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs openssl")
    key, public = tmp_path / "sm2.pem", tmp_path / "sm2.pub"
    made = subprocess.run(
        [openssl, "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2", "-out", key],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("needs openssl with SM2")
    subprocess.run([openssl, "pkey", "-in", key, "-pubout", "-out", public], check=True)
    options = "-rawin -digest sm3 -pkeyopt distid:1234567812345678"
    sign = f"openssl pkeyutl -sign {options} -inkey {key} -in {{content}} -out {{signature}}"
    check = f"openssl pkeyutl -verify {options} -pubin -inkey {public} -in {{content}} -sigfile {{signature}}"
    pack = signed()
    pem = public.read_text("utf-8")
    content = pack.manifest.to_bytes()
    mine = SignedPack(pack.manifest, trust.fingerprint(pem), trust.sign(content, b"", sign), pack.members)
    known = Maker("国密", pem, trust.fingerprint(pem), False, tuple(check.split()))
    assert trusted(mine, [known]) is known
    other = signed(title="另一个")
    forged = SignedPack(other.manifest, mine.key, mine.signature, other.members)
    assert refused(forged, known) == "signature"
    assert refused(mine, Maker("国密", pem, mine.key)) == "key"  # no command named for it


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("false", "sign-command"),
        ("true", "sign-command"),  # says nothing
        ("/no/such/command {content}", "command"),
        ("sleep 5", "command"),
    ],
)
def test_a_command_that_fails(command: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trust, "SECONDS", 0.2)
    with pytest.raises(BadPack) as raised:
        trust.sign(b"x", b"", command)
    assert raised.value.code == code


def test_a_key_that_is_none() -> None:
    with pytest.raises(BadPack, match="Ed25519"):
        trust.sign(b"x", b"-----BEGIN PRIVATE KEY-----\n")
    for text in (
        "",
        "abc",
        PRIVATE_PEM.decode(),
        "-----BEGIN PUBLIC KEY-----\nAAA\n-----END PUBLIC KEY-----",
    ):
        with pytest.raises(ValueError, match="not a public key"):
            trust.fingerprint(text)
