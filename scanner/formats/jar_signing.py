"""JAR signing (v1) as Android checks it: block file over .SF, .SF over MANIFEST.MF, that over the entries.

Source: source.android.com, "JAR signing"; behaviour of the platform's StrictJarVerifier, which differs by
version: a verdict is for one API level. The entries themselves are not read here: `Verdict.wanted` says what
they must be.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from scanner.formats import cms, jar_manifest
from scanner.formats.archive import DEFLATED, Archive, BadEntry, Entry
from scanner.formats.certificate import Certificate
from scanner.formats.cms import BadCms, SignedData
from scanner.formats.jar_manifest import BadManifest, Manifest

_BLOCK = re.compile(r"META-INF/[^/]+\.(RSA|DSA|EC)", re.IGNORECASE)
SIGNATURE_FILE = re.compile(r"META-INF/(?:MANIFEST\.MF|[^/]+\.(?:SF|RSA|DSA|EC)|SIG-[^/]+)", re.IGNORECASE)
"""Entries that make up a v1 signature."""
_META = "META-INF/"
_MANIFEST = "META-INF/MANIFEST.MF"
_SCHEMES = {2: "v2", 3: "v3"}
_KNOWN_SINCE = {2: 24, 3: 28}
MAX_BLOCKS = 10
MAX_FILE = 16 << 20
"""Largest signature file that is read; bytes."""


@dataclass(frozen=True, slots=True)
class SignatureFile:
    """A signature block and the .SF file it signs."""

    block: SignedData
    signed: Manifest


@dataclass(frozen=True, slots=True)
class Jar:
    """What a package holds of a v1 signature."""

    manifest: Manifest | None
    files: tuple[SignatureFile, ...]
    covered: tuple[str, ...]  # names of the entries that must be signed
    names: frozenset[str]  # of all entries
    fault: str = ""  # why no Android accepts it

    @property
    def extras(self) -> tuple[str, ...]:
        """Entries of META-INF beside the signature: no v1 signature protects them."""
        extra = (name for name in self.names if name.startswith(_META) and not name.endswith("/"))
        return tuple(sorted(name for name in extra if not SIGNATURE_FILE.fullmatch(name)))

    @property
    def present(self) -> bool:
        """Whether the package carries a v1 signature at all, good or bad."""
        return bool(self.files or self.fault)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one version of Android judges the signature. `signers` is empty where there is a fault."""

    signers: tuple[Certificate, ...] = ()
    fault: str = ""
    wanted: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)  # entry -> hash name, digest


class _Fault(ValueError):
    """Why the signature does not hold; the message is the code."""


def read(archive: Archive) -> Jar:
    """The signature files of a package. Never raises for their contents."""
    names = frozenset(entry.name for entry in archive.entries)
    covered = tuple(
        sorted(
            entry.name for entry in archive.entries if not entry.is_dir and not entry.name.startswith(_META)
        )
    )
    upper = {name.upper(): name for name in sorted(names, reverse=True) if name.upper().startswith(_META)}
    pairs = [
        (name, signed)
        for name in sorted(name for name in names if _BLOCK.fullmatch(name))[:MAX_BLOCKS]
        # a block without its .SF file is no signature
        if (signed := upper.get(name.upper().rpartition(".")[0] + ".SF")) is not None
    ]
    if not pairs:
        return Jar(None, (), covered, names)
    if _MANIFEST not in names:
        return Jar(None, (), covered, names, "manifest-missing")
    try:
        manifest = jar_manifest.read(_read(archive, _MANIFEST), unique=True)
        files = tuple(
            SignatureFile(
                cms.read(_read(archive, block)), jar_manifest.read(_read(archive, signed), unique=False)
            )
            for block, signed in pairs
        )
    except BadEntry:
        return Jar(None, (), covered, names, "signature-file-unreadable")
    except (BadManifest, BadCms) as fault:
        return Jar(None, (), covered, names, str(fault))
    missing = next((name for name in manifest.entries if name not in names), None)
    return Jar(manifest, files, covered, names, "" if missing is None else f"entry-missing: {missing}")


def content(archive: Archive, name: str) -> bytes:
    """An entry as the v1 verifier reads it: what is not stored is deflated, whatever its method.

    The loader of resources takes entries of unknown method as stored; so does archive.py. Raises BadEntry.
    """
    entry = archive.find(name)
    if entry is None:
        raise BadEntry("missing")
    return archive.read(entry._replace(method=DEFLATED) if odd(entry) else entry)


def odd(entry: Entry) -> bool:
    """Whether the v1 verifier reads this entry otherwise than the loader of resources."""
    return entry.method != DEFLATED and entry.packed != entry.size


def _read(archive: Archive, name: str) -> bytes:
    entry = archive.find(name)
    if entry is not None and entry.size > MAX_FILE:
        raise BadEntry("too-large")
    return content(archive, name)


class Judge:
    """Judges one package's signature for any API level.

    `schemes` are the newer schemes that the signing block holds.
    """

    def __init__(self, jar: Jar, schemes: Collection[str]) -> None:
        self._jar, self._schemes = jar, schemes
        self._stated: dict[bool, dict[str, tuple[str, bytes]]] = {}

    def at(self, sdk: int) -> Verdict:
        """The verdict of Android of this API level."""
        jar = self._jar
        if jar.fault or jar.manifest is None:
            return Verdict(fault=jar.fault or "no-signature")
        try:
            signed: list[tuple[Certificate, frozenset[str]]] = []
            for file in jar.files:
                certificate = cms.verify(file.block, file.signed.data, sdk)
                names = _signed_names(file.signed, jar.manifest, sdk, self._schemes)
                if names is not None:
                    signed.append((certificate, names))
            if not signed:
                raise _Fault("no-signature")
            signers = _signers_of_all(jar.covered, signed)
            return Verdict(signers, wanted=self._digests(jar.manifest, sdk))
        except (BadManifest, BadCms, _Fault) as fault:
            return Verdict(fault=str(fault))

    def _digests(self, manifest: Manifest, sdk: int) -> dict[str, tuple[str, bytes]]:
        """What every entry must be, by the manifest; the same for all levels that choose digests alike."""
        modern = sdk >= jar_manifest.STRONGEST_SINCE
        if modern not in self._stated:
            found: dict[str, tuple[str, bytes]] = {}
            for name in self._jar.covered:
                section = manifest.entries.get(name)
                stated = jar_manifest.digest(section, "-Digest", sdk) if section is not None else None
                if stated is None:
                    raise _Fault(f"entry-not-signed: {name}")
                found[name] = stated
            self._stated[modern] = found
        return self._stated[modern]


def _signed_names(
    signed: Manifest, manifest: Manifest, sdk: int, schemes: Collection[str]
) -> frozenset[str] | None:
    """The entries a .SF file vouches for; None where Android passes the file over."""
    main = signed.main
    _check_stripped(main.attributes.get("x-android-apk-signed", ""), sdk, schemes)
    if "signature-version" not in main.attributes:
        return None
    signtool = "signtool" in main.attributes.get("created-by", "")
    if not signtool:
        head = manifest.data[manifest.main.start : manifest.main.end]
        if jar_manifest.matches(main, "-Digest-Manifest-Main-Attributes", sdk, head) is False:
            raise _Fault("main-section-digest-mismatch")
    suffix = "-Digest" if signtool else "-Digest-Manifest"
    if not jar_manifest.matches(main, suffix, sdk, manifest.data):
        for name, section in signed.entries.items():
            subject = manifest.entries.get(name)
            if subject is None:
                return None
            data = manifest.data[subject.start : subject.end]
            if signtool and data.endswith(b"\n\n"):
                data = data[:-1]
            if not jar_manifest.matches(section, "-Digest", sdk, data):
                raise _Fault(f"section-digest-mismatch: {name}")
    return frozenset(signed.entries)


def _check_stripped(stated: str, sdk: int, schemes: Collection[str]) -> None:
    """The .SF file says which newer schemes were used, so that nobody can take them away unseen."""
    for text in stated.split(","):
        number = int(text) if text.strip().isascii() and text.strip().isdigit() and len(text) < 8 else 0
        name = _SCHEMES.get(number, "")
        if name and sdk >= _KNOWN_SINCE[number] and name not in schemes:
            raise _Fault(f"stripped: {name}")


def _signers_of_all(
    covered: tuple[str, ...], signed: list[tuple[Certificate, frozenset[str]]]
) -> tuple[Certificate, ...]:
    """The signers that vouch for every entry: the installer wants the same ones for all."""
    first: tuple[int, ...] = ()
    for name in covered:
        by = tuple(number for number, (_, names) in enumerate(signed) if name in names)
        if not by:
            raise _Fault(f"entry-not-signed: {name}")
        if first and by != first:
            raise _Fault(f"entry-other-signers: {name}")
        first = by
    if not first:
        raise _Fault("nothing-signed")
    return tuple(signed[number][0] for number in first)
