"""A package that was changed after signing does not name its old signer, whatever scheme signed it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from scanner.formats.archive import Archive
from scanner.formats.signing import examine
from scanner.model import Limits
from scanner.verify import checked
from tests.apps.apk import manifest
from tests.apps.axmlwriter import compiled
from tests.apps.keys import identity
from tests.apps.signer import sign_v1, unsigned

SIGNER = identity("verify", "ec", 256)
PLAIN = unsigned({"AndroidManifest.xml": compiled(manifest()), "classes.dex": b"dex\n035\0"})


def seen(package: bytes) -> tuple[tuple[str, ...], list[str]]:
    """Signers that the newest Android sees, and the entries that could not be read."""
    archive = Archive.open(package, Limits())
    unread: list[str] = []
    contents = [
        SimpleNamespace(path=entry.name, name=entry.name, depth=0, sha256="") for entry in archive.entries
    ]
    return checked(examine(package, archive, 21), archive, "", contents, unread.append).newest, unread  # type: ignore[arg-type]


@pytest.mark.parametrize("hash_name", ["sha1", "sha256"])
def test_entries_count_not_what_the_manifest_says_of_them(hash_name: str) -> None:
    package = sign_v1(PLAIN, SIGNER, hash_name=hash_name)
    assert seen(package) == ((SIGNER.sha256,), [])
    assert seen(package.replace(b"dex\n035\0", b"dex\n036\0")) == ((), [])
