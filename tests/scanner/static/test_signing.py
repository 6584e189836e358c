from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from scanner.formats import axml, signing
from scanner.formats.archive import Archive
from scanner.kinds import Kind
from scanner.model import Evidence, Limits
from scanner.static import signing as analyzer
from scanner.verify import checked
from tests.apps import signer
from tests.apps.axmlwriter import compiled
from tests.apps.keys import identity
from tests.apps.signer import Signer, add_entries, lineage, sign_block, sign_v1, unsigned

FIRST, SECOND = identity("first"), identity("second")
MANIFEST = (
    '<manifest package="a.b"><application>'
    '<meta-data android:name="UMENG_CHANNEL" android:value="华为"/>'
    '<meta-data android:name="td_channel_id" android:value="360"/>'
    '<meta-data android:name="other" android:value="x"/>'
    "</application></manifest>"
)
PLAIN = unsigned({"AndroidManifest.xml": compiled(MANIFEST), "classes.dex": b"dex\n035\0"})


@dataclass
class App:
    """What the analyzer asks of scanner.app.App."""

    files: dict[str, bytes]
    min_sdk: int = 21
    partials: list[tuple[str, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        single = len(self.files) == 1
        self.parts = tuple(
            SimpleNamespace(
                data=data, archive=Archive.open(data, Limits(), name), prefix="" if single else f"{name}!/"
            )
            for name, data in self.files.items()
        )
        base = self.parts[0].archive
        self.manifest = axml.parse(base.read(base.find("AndroidManifest.xml")))
        self.signing = tuple(signing.examine(part.data, part.archive, self.min_sdk) for part in self.parts)
        self.contents = tuple(
            SimpleNamespace(
                path=part.prefix + entry.name, name=entry.name, depth=0, sha256=_sha256(part, entry)
            )
            for part in self.parts
            for entry in part.archive.entries
        )

    @property
    def verified(self) -> tuple[signing.Signing, ...]:
        return tuple(
            checked(
                examined,
                part.archive,
                part.prefix,
                self.contents,
                lambda path: self.partial("signing", "unread", path),
            )
            for part, examined in zip(self.parts, self.signing, strict=True)
        )

    def partial(self, analyzer: str, reason: str, note: str) -> None:
        self.partials.append((analyzer, reason, note))


def _sha256(part: Any, entry: Any) -> str:
    return hashlib.sha256(part.archive.read(entry)).hexdigest()


def evidence(app: Any) -> list[Evidence]:
    return [item.checked() for item in analyzer.analyze(app)]


def of(found: list[Evidence], kind: Kind) -> list[Evidence]:
    return [item for item in found if item.kind is kind]


def test_a_package_with_everything() -> None:
    history = ((signer.ROTATION, lineage(FIRST, SECOND)),)
    data = sign_block(
        sign_v1(add_entries(PLAIN, {"META-INF/channel_vivo": b""}), FIRST, schemes="2, 3"),
        v2=[Signer(FIRST)],
        v3=[Signer(SECOND, attributes=history)],
        pairs=[(0x71777777, b'{"channel":"oppo"}')],
    )
    found = evidence(App({"a.apk": data}))
    schemes = [(item.value, item.detail["state"]) for item in of(found, Kind.SIGNATURE)]
    assert schemes == [("v1", "verified"), ("v2", "verified"), ("v3", "verified"), ("v3.1", "absent")]
    assert found[0].detail["janus"] is False
    old, new = of(found, Kind.SIGNER)
    assert (old.value, new.value) == (FIRST.sha256, SECOND.sha256)
    assert old.detail["schemes"] == ("v1", "v2")
    assert (old.detail["sdk_from"], old.detail["sdk_until"], old.detail["rotated"]) == (21, 27, True)
    assert (new.detail["sdk_from"], "sdk_until" in new.detail, new.detail["rotated"]) == (28, False, False)
    assert old.detail["verified"] is new.detail["verified"] is True
    assert old.detail["md5"] == hashlib.md5(FIRST.certificate).hexdigest()
    assert old.detail["public_key"] == hashlib.sha256(FIRST.public_key).hexdigest()
    assert (old.detail["subject"], old.detail["algorithm"], old.detail["bits"]) == ("CN=first", "RSA", 2048)
    assert (old.detail["not_before"], old.detail["not_after"]) == ("2020-01-02", "2049-12-31")
    pairs = of(found, Kind.SIGNING_BLOCK)
    assert [item.value for item in pairs] == ["0x71777777", "0x7109871a", "0xf05368c0"]
    assert data[pairs[0].where.offset :].startswith(b'{"channel"')
    marks = {(item.value, item.detail["scheme"]) for item in of(found, Kind.CHANNEL)}
    assert marks == {
        ("oppo", "walle"),
        ("vivo", "meta-inf"),
        ("华为", "manifest:UMENG_CHANNEL"),
        ("360", "manifest:td_channel_id"),
    }


def test_a_forged_certificate_is_said_to_prove_nothing() -> None:
    stolen = Signer(SECOND, certificates=(FIRST.certificate,))
    found = evidence(App({"a.apk": sign_block(PLAIN, v2=[stolen])}, min_sdk=24))
    (item,) = of(found, Kind.SIGNER)
    assert (item.value, item.detail["verified"], "sdk_from" in item.detail) == (FIRST.sha256, False, False)
    assert of(found, Kind.SIGNATURE)[1].detail == {"state": "broken", "reason": "key-mismatch"}


def test_entries_are_held_against_v1_with_digests_of_any_kind() -> None:
    for hash_name in ("sha1", "sha256"):
        app = App({"a.apk": sign_v1(PLAIN, FIRST, hash_name=hash_name)})
        assert of(evidence(app), Kind.SIGNATURE)[0].detail == {"state": "verified", "janus": True}
        original = sign_v1(PLAIN, FIRST, hash_name=hash_name)
        changed = original.replace(b"dex\n035\0", b"dex\n036\0")
        detail = of(evidence(App({"a.apk": changed})), Kind.SIGNATURE)[0].detail
        assert detail == {"state": "broken", "reason": "digest-mismatch: classes.dex", "janus": False}


def test_unprotected_entries_are_named() -> None:
    found = evidence(App({"a.apk": sign_v1(add_entries(PLAIN, {"META-INF/x.dex": b"1"}), FIRST)}))
    assert found[0].detail["unprotected"] == ("META-INF/x.dex",)


def test_what_cannot_be_read_is_said() -> None:
    app = App({"a.apk": sign_v1(PLAIN, FIRST, hash_name="sha1")})
    broken = bytearray(app.files["a.apk"])
    at = broken.rindex(b"PK\1\2", 0, broken.index(b"classes.dex", broken.index(b"PK\1\2")))
    broken[at + 10] = 8  # says deflated
    app.parts[0].archive = Archive.open(bytes(broken), Limits(), "a.apk")
    found = evidence(app)
    assert of(found, Kind.SIGNATURE)[0].detail["reason"] == "entry-unreadable: classes.dex"
    assert app.partials == [("signing", "unread", "classes.dex")]


def test_a_split_says_only_what_the_base_did_not() -> None:
    split = sign_block(unsigned({"AndroidManifest.xml": b"x"}), v2=[Signer(FIRST)])
    other = sign_block(unsigned({"AndroidManifest.xml": b"y"}), v2=[Signer(SECOND)])
    base = sign_block(PLAIN, v2=[Signer(FIRST)])
    found = evidence(App({"base.apk": base, "split.apk": split, "other.apk": other}, min_sdk=24))
    assert [(item.value, item.where.entry) for item in of(found, Kind.SIGNER)] == [
        (FIRST.sha256, "base.apk!/"),
        (SECOND.sha256, "other.apk!/"),
    ]
    assert len(of(found, Kind.SIGNATURE)) == 12
    assert {item.where.entry for item in of(found, Kind.CHANNEL)} == {"base.apk!/AndroidManifest.xml"}
