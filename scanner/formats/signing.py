"""Who signed a package, whether the signatures hold, and which signer each Android version would see.

Source: source.android.com, "Application Signing" and its pages on schemes v1 to v3.1. An installer takes the
newest scheme it knows that the package has; if that one is broken, it refuses the package and does not fall
back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from scanner.formats import channel, content_digest, jar_signing, schemes, signing_block
from scanner.formats.archive import Archive
from scanner.formats.certificate import Certificate
from scanner.formats.channel import Channel, is_signature_or_channel
from scanner.formats.content_digest import Buffer
from scanner.formats.jar_signing import Verdict
from scanner.formats.schemes import FOREVER, SINCE, Level, Signer
from scanner.formats.signing_block import Block, Pair

SCHEMES = ("v1", "v2", "v3", "v3.1")
VERIFIED, BROKEN, ABSENT = "verified", "broken", "absent"
_V1_LEVELS = (1, 18, 19, 24, 28)  # API levels at which Android began to judge v1 signatures differently
_JANUS = range(24, 27)  # last levels before the fix of CVE-2017-13156 that know a better scheme
_LATEST = 10_000


@dataclass(frozen=True, slots=True)
class SchemeResult:
    """One scheme: "verified", "broken" or "absent", and why. `signers` are those it names, good or bad."""

    scheme: str
    state: str
    reason: str = ""
    signers: tuple[Signer, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What Android of these API levels sees: the scheme it goes by and the signing certificates."""

    sdk_from: int
    sdk_until: int  # FOREVER: no end
    scheme: str
    certificates: tuple[Certificate, ...]
    lineage: tuple[Level, ...] = ()


@dataclass(frozen=True, slots=True)
class Signing:
    """All about a package's signatures. Levels that would refuse the package are missing from `seen_by`."""

    schemes: tuple[SchemeResult, ...]
    seen_by: tuple[Seen, ...]
    pairs: tuple[Pair, ...]
    block_fault: str  # why the signing block is not one, "" if it is or there is none
    channels: tuple[Channel, ...]
    janus: bool  # an Android with the Janus fault takes v1 as this package's only protection (CVE-2017-13156)
    complete: bool  # the entries were held against what v1 says of them
    verdicts: tuple[tuple[int, Verdict], ...] = field(repr=False)  # v1, by first API level
    block: Block = field(repr=False)
    newer: Mapping[str, tuple[Signer, ...]] = field(repr=False)
    extras: tuple[str, ...] = field(repr=False)  # entries of META-INF that are no signature
    min_sdk: int = 1

    @property
    def unprotected(self) -> tuple[str, ...]:
        """Entries that anybody may change: v1, where nothing newer is used, leaves META-INF out."""
        return (
            self.extras
            if any(one.scheme == "v1" and one.sdk_until == FOREVER for one in self.seen_by)
            else ()
        )

    @property
    def newest(self) -> tuple[str, ...]:
        """SHA-256 of the signing certificates that the newest Android sees; () if it refuses the package."""
        last = self.seen_by[-1] if self.seen_by else None
        if last is None or last.sdk_until != FOREVER:
            return ()
        return tuple(certificate.sha256 for certificate in last.certificates)

    def scheme(self, name: str) -> SchemeResult:
        """The result for "v1", "v2", "v3" or "v3.1"."""
        return next(result for result in self.schemes if result.scheme == name)

    def wanted(self) -> Iterator[tuple[str, str]]:
        """(entry, hashlib name) of every digest that `checked` will ask for."""
        found = {(name, kind) for _, verdict in self.verdicts for name, (kind, _) in verdict.wanted.items()}
        yield from sorted(found)

    def checked(self, digest_of: Callable[[str, str], bytes | None]) -> Signing:
        """The same after the entries were held against the v1 signature.

        `digest_of(entry, hashlib name)` gives the digest of an entry's content, None where it cannot be read.
        """
        known: dict[tuple[str, str], bytes | None] = {}
        judged: dict[int, str] = {}
        verdicts = []
        for level, verdict in self.verdicts:
            if id(verdict.wanted) not in judged:
                judged[id(verdict.wanted)] = _fault_of_entries(verdict.wanted, known, digest_of)
            fault = verdict.fault or judged[id(verdict.wanted)]
            verdicts.append((level, Verdict(fault=fault) if fault else verdict))
        return _assemble(
            self.min_sdk, self.block, self.newer, tuple(verdicts), self.channels, self.extras, True
        )


def examine(data: Buffer, archive: Archive, min_sdk: int) -> Signing:
    """The signatures of one package file, verified but for the entries' own v1 digests (`Signing.checked`).

    `min_sdk` is the package's minSdkVersion. Never raises for what the file holds.
    """
    block = signing_block.find(data)
    newer = {
        scheme: found for scheme in SCHEMES[1:] if (found := schemes.read(data, block, scheme)) is not None
    }
    if newer and block.sections is not None:
        kinds = {kind for signers in newer.values() for signer in signers for kind, _ in signer.expected}
        actual = content_digest.digests(data, block.sections, sorted(kinds))
        newer = {scheme: schemes.with_digests(signers, actual) for scheme, signers in newer.items()}
    jar = jar_signing.read(archive)
    first = min(max(min_sdk, 1), _LATEST)
    verdicts: tuple[tuple[int, Verdict], ...] = ()
    if jar.present:
        judge = jar_signing.Judge(jar, newer)
        levels = [first, *(level for level in _V1_LEVELS if level > first)]
        verdicts = tuple((level, judge.at(level)) for level in levels)
    channels = channel.find(data, jar.names, block)
    return _assemble(first, block, newer, verdicts, channels, jar.extras, not verdicts)


def _fault_of_entries(
    wanted: Mapping[str, tuple[str, bytes]],
    known: dict[tuple[str, str], bytes | None],
    digest_of: Callable[[str, str], bytes | None],
) -> str:
    for name, (kind, expected) in sorted(wanted.items()):
        if (name, kind) not in known:
            known[name, kind] = digest_of(name, kind)
        actual = known[name, kind]
        if actual != expected:
            return f"entry-unreadable: {name}" if actual is None else f"digest-mismatch: {name}"
    return ""


def _assemble(
    min_sdk: int,
    block: Block,
    newer: Mapping[str, tuple[Signer, ...]],
    verdicts: tuple[tuple[int, Verdict], ...],
    channels: tuple[Channel, ...],
    extras: tuple[str, ...],
    complete: bool,
) -> Signing:
    seen = _seen_by(min_sdk, newer, verdicts)
    fault = "" if block.fault == "no-magic" else block.fault
    return Signing(
        (_v1_result(verdicts), *(_result(scheme, newer.get(scheme), fault) for scheme in SCHEMES[1:])),
        seen,
        block.pairs,
        fault,
        channels,
        any(
            one.scheme == "v1" and one.sdk_from < _JANUS.stop and one.sdk_until >= _JANUS.start
            for one in seen
        ),
        complete,
        verdicts,
        block,
        newer,
        extras,
        min_sdk,
    )


def _v1_result(verdicts: tuple[tuple[int, Verdict], ...]) -> SchemeResult:
    """As the newest Android judges it; what older ones make of it is in `Signing.seen_by`."""
    if not verdicts:
        return SchemeResult("v1", ABSENT)
    verdict = verdicts[-1][1]
    signers = tuple(Signer((certificate,)) for certificate in verdict.signers)
    return SchemeResult("v1", BROKEN if verdict.fault else VERIFIED, verdict.fault, signers)


def _result(scheme: str, signers: tuple[Signer, ...] | None, block_fault: str) -> SchemeResult:
    if signers is None:
        return SchemeResult(scheme, ABSENT, block_fault)
    for signer in signers:
        if signer.fault or signer.stripped:
            return SchemeResult(scheme, BROKEN, signer.fault or f"stripped: {signer.stripped}", signers)
    return SchemeResult(scheme, VERIFIED, "", signers)


def _seen_by(
    min_sdk: int, newer: Mapping[str, tuple[Signer, ...]], verdicts: tuple[tuple[int, Verdict], ...]
) -> tuple[Seen, ...]:
    cuts = {min_sdk, *SINCE.values(), *(level for level, _ in verdicts)}
    for signer in (signer for signers in newer.values() for signer in signers):
        cuts |= {signer.sdk_from, signer.sdk_until + 1, signer.stripped_from}
    starts = sorted(cut for cut in cuts if min_sdk <= cut < FOREVER)
    found: list[Seen] = []
    for start, following in zip(starts, [*starts[1:], FOREVER + 1], strict=True):
        one = _seen_at(start, newer, verdicts)
        if one is None:
            continue
        scheme, certificates, lineage = one
        last = found[-1] if found else None
        if (
            last
            and last.sdk_until == start - 1
            and (last.scheme, last.certificates) == (scheme, certificates)
        ):
            found.pop()
            start = last.sdk_from
        found.append(Seen(start, following - 1, scheme, certificates, lineage))
    return tuple(found)


def _seen_at(
    sdk: int, newer: Mapping[str, tuple[Signer, ...]], verdicts: Iterable[tuple[int, Verdict]]
) -> tuple[str, tuple[Certificate, ...], tuple[Level, ...]] | None:
    """Scheme, signing certificates and history for one API level; None where the package is refused."""
    for scheme in ("v3.1", "v3"):
        if scheme in newer and sdk >= SINCE[scheme]:
            meant = [signer for signer in newer[scheme] if signer.sdk_from <= sdk <= signer.sdk_until]
            if not meant and scheme == "v3.1":
                continue  # it is for later versions; v3 counts
            if len(meant) != 1 or meant[0].fault or sdk >= meant[0].stripped_from:
                return None
            return scheme, meant[0].certificates[:1], meant[0].lineage
    if "v2" in newer and sdk >= SINCE["v2"]:
        if any(signer.fault or sdk >= signer.stripped_from for signer in newer["v2"]):
            return None
        return "v2", tuple(signer.certificates[0] for signer in newer["v2"]), ()
    verdict = Verdict(fault="no-signature")
    for level, judged in verdicts:
        if level <= sdk:
            verdict = judged
    return None if verdict.fault else ("v1", verdict.signers, ())


__all__ = ["ABSENT", "BROKEN", "FOREVER", "VERIFIED", "Signing", "examine", "is_signature_or_channel"]
