"""The signer is checked by others than us: apksigner and androguard must accept what it writes."""

from __future__ import annotations

import hashlib
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from scanner.formats import jar_signing, signing
from scanner.formats.archive import Archive
from scanner.model import Limits
from tests.apps import signer
from tests.apps.axmlwriter import compiled
from tests.apps.keys import Identity, identity
from tests.apps.packages import CORPUS
from tests.apps.signer import Signer, lineage, sign_block, sign_v1, unsigned

ORACLE = (
    "31702160124-mmvtc2.0__学生教务系统_1.0_.apk",
    "legolas007-Game2048__app-release_legu_signed_zipalign.apk",
    "hsiafan-apk-parser__NetworkStack_210000000.apk",
    "androguard-androguard__v2-only-with-dsa-sha256-1024-sig-does-not-verify.apk",
    "androguard-androguard__v2v3-unknown-additional-attr.apk",
    "iBotPeaches-Apktool__issue2836.apk",
    "skylot-jadx__app-with-fake-dex.apk",
)
APKSIGNER = shutil.which("apksigner")
MANIFEST = '<manifest package="a.b"><uses-sdk android:minSdkVersion="24"/><application/></manifest>'


def package(extra: bytes = b"x" * 70_000) -> bytes:
    return unsigned({"AndroidManifest.xml": compiled(MANIFEST), "assets/文件.bin": extra})


def rotated(old: Identity, new: Identity) -> Signer:
    return Signer(new, attributes=((signer.ROTATION, lineage(old, new)),))


def examples() -> dict[str, bytes]:
    first, second, curve = identity("first"), identity("second"), identity("curve", "ec", 256)
    large = package(bytes(range(256)) * 9_000)
    return {
        "v1": sign_v1(package(), first),
        "v1 attributes": sign_v1(package(), first, attributes=True),
        "v1 two": sign_v1(package(), first, curve, hash_name="sha1"),
        "v2": sign_block(large, v2=[Signer(first)]),
        "v2 two": sign_block(package(), v2=[Signer(first, (0x0103, 0x0104)), Signer(curve, (0x0201,))]),
        "v1 v2 v3": sign_block(
            sign_v1(package(), first, schemes="2, 3"), v2=[Signer(first)], v3=[Signer(first)]
        ),
        "v2 v3 rotated": sign_block(package(), v2=[Signer(first)], v3=[rotated(first, second)]),
    }


@pytest.mark.skipif(APKSIGNER is None, reason="apksigner is not installed (Debian package apksigner)")
@pytest.mark.parametrize("name", examples())
def test_apksigner_accepts(name: str, tmp_path: Path) -> None:
    path = tmp_path / "signed.apk"
    path.write_bytes(examples()[name])
    assert APKSIGNER is not None
    run = subprocess.run(
        [
            APKSIGNER,
            "verify",
            "-v",
            "--print-certs",
            "--min-sdk-version",
            "21" if "v1" in name else "24",
            path,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Verifies" in run.stdout, run.stdout + run.stderr
    for scheme in ("v1", "v2", "v3"):
        assert f"Verified using {scheme} scheme" in run.stdout
        used = any(
            line.startswith(f"Verified using {scheme}") and "true" in line for line in run.stdout.split("\n")
        )
        assert used == (scheme in name), run.stdout
    last = identity("second" if "rotated" in name else "first")
    assert last.sha256 in run.stdout


def test_androguard_reads_the_certificates() -> None:
    from androguard.core.apk import APK
    from loguru import logger

    logger.disable("androguard")
    apk = APK(examples()["v1 v2 v3"], raw=True)
    expected = [identity("first").certificate]
    assert apk.get_certificates_der_v2() == expected
    assert apk.get_certificates_der_v3() == expected
    assert apk.get_certificate_der("META-INF/CERT.RSA") == expected[0]


def test_forged_fields_are_written_as_given() -> None:
    one = identity("first")
    plain = package()
    signed = sign_block(
        plain, v2=[Signer(one, public_key=b"KEY", certificates=())], magic=b"APK Sig Block 41", skew=1
    )
    directory = struct.unpack_from("<I", signed, len(signed) - 6)[0]
    assert signed[directory - 16 : directory] == b"APK Sig Block 41"
    size = struct.unpack_from("<Q", signed, directory - 24)[0]
    assert struct.unpack_from("<Q", signed, directory - size - 8)[0] == size + 1
    assert struct.pack("<I", 3) + b"KEY" in signed
    assert one.certificate not in signed


@pytest.mark.skipif(APKSIGNER is None, reason="apksigner is not installed (Debian package apksigner)")
@pytest.mark.skipif(not CORPUS.is_dir(), reason="needs the packages in ../shared/corpus")
@pytest.mark.parametrize("name", ORACLE)
def test_apksigner_judges_packages_the_same(name: str) -> None:
    path = next(CORPUS.glob(f"*/{name}"))
    run = subprocess.run(
        [str(APKSIGNER), "verify", "-v", "--print-certs", "--min-sdk-version", "24", path],
        capture_output=True,
        text=True,
        check=False,
    )
    data = path.read_bytes()
    archive = Archive.open(data, Limits(), name)
    ours = signing.examine(data, archive, 24).checked(
        lambda entry, kind: hashlib.new(kind, jar_signing.content(archive, entry)).digest()
    )
    covered = bool(ours.newest) and ours.seen_by[0].sdk_from == 24
    assert covered == ("Verifies" in run.stdout.splitlines())
    assert all(sha256 in run.stdout for sha256 in ours.newest)
