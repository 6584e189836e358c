"""From documents to evidence: what each is, what they state, name and get wrong. Pure: no file, no clock."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scanner.kinds import Kind
from scanner.model import Detail, Evidence, PolicyText, WatchedTerm, Where
from scanner.policy.document import Document
from scanner.policy.elements import Statement, statements
from scanner.policy.faults import faults
from scanner.policy.identity import app_of, dates_of, provider_of
from scanner.policy.lexicon import Lexicon
from scanner.policy.masking import masked
from scanner.policy.mentions import Mention, mentions
from scanner.policy.plain import plain
from scanner.policy.roles import role_of_title
from scanner.policy.sayings import Saying, quoted, sayings
from scanner.policy.scope import NEGATED
from scanner.policy.sdk_entries import SdkEntry, sdk_entries

EACH = 8
"""At most this many places of one element or fault in one document."""
_CHAPTER = 120
_LIST_ROWS = 3
_NAMED = re.compile("《([^《》]{4,40})》")
_A_LAW = re.compile("(?:规定|办法|法|条例|规范|标准|意见|通知)[》]?$")
_A_LIST = re.compile("清单|目录|列表|一览|名单|明细")


@dataclass(frozen=True)
class Read:
    """One document with all that was found in it."""

    name: str  # of the document in evidence
    document: Document
    said: tuple[Saying, ...] = ()
    entries: tuple[SdkEntry, ...] = ()
    named: tuple[Mention, ...] = ()
    stated: tuple[Statement, ...] = ()


def read(names: Sequence[str], documents: Sequence[Document], terms: Iterable[WatchedTerm]) -> list[Read]:
    """Every document read; one that says nothing has nothing in it."""
    lexicon = Lexicon(terms)
    return [_read(name, document, lexicon) for name, document in zip(names, documents, strict=True)]


def _read(name: str, document: Document, lexicon: Lexicon) -> Read:
    if document.state not in ("read", "short"):
        return Read(name, document)
    said = tuple(sayings(document))
    entries = tuple(sdk_entries(document))
    named = tuple(mentions(document, said, entries, lexicon))
    return Read(name, document, said, entries, named, tuple(statements(said)))


def stored(read_: Read) -> PolicyText:
    """The document as a Scan keeps it, persons masked."""
    document, fetched = read_.document, read_.document.fetched
    return PolicyText(
        read_.name,
        fetched.sha256,
        len(fetched.body),
        document.role,
        masked(document.title),
        document.state,
        fetched.source.kind,
        fetched.source.url,
        fetched.source.at,
        fetched.source.chain,
        fetched.source.headers,
        tuple(masked(paragraph.text) for paragraph in document.paragraphs),
    )


def evidence(found: Sequence[Read]) -> Iterator[Evidence]:
    """All of it, document by document; then the documents that are only referred to."""
    for one in found:
        yield _document(one)
        yield from _elements(one)
        for mention in one.named:
            yield _mention(one, mention)
        yield from _faults(one)
    yield from referred(found)


def _document(one: Read) -> Evidence:
    document, fetched = one.document, one.document.fetched
    provider, _ = provider_of(document, one.said, one.entries) if one.said else ("", None)
    dates = dates_of(document, one.said)
    texts = {
        "title": quoted(document.title),
        "state": document.state,
        "source": fetched.source.kind,
        "sha256": fetched.sha256,
        "url": fetched.source.url,
        "language": document.language,
        "script": document.script,
        "provider": provider,
        "app": app_of(document, one.said) if one.said else "",
        "effective": dates["effective"][0] if "effective" in dates else "",
        "updated": dates["updated"][0] if "updated" in dates else "",
        "note": document.unread,
    }
    detail: dict[str, str | int | bool | tuple[str, ...]] = {key: text for key, text in texts.items() if text}
    detail["paragraphs"], detail["characters"] = len(document.paragraphs), document.characters
    return Evidence(Kind.POLICY_DOCUMENT, document.role, Where(entry=one.name), detail=detail)


def _elements(one: Read) -> Iterator[Evidence]:
    seen: dict[str, set[int]] = {}
    for element, saying, detail in _stated(one):
        places = seen.setdefault(element, set())
        if len(places) < EACH and saying.paragraph.number not in places:
            places.add(saying.paragraph.number)
            where = Where(entry=one.name, paragraph=saying.paragraph.number)
            more = {"quote": saying.quote, "role": one.document.role, **detail}
            yield Evidence(Kind.POLICY_ELEMENT, element, where, detail=more)


def _stated(one: Read) -> Iterator[tuple[str, Saying, Detail]]:
    """(element, where, detail) of everything stated."""
    document = one.document
    if one.said:
        provider, spot = provider_of(document, one.said, one.entries)
        if spot is not None:
            yield "provider", spot, {"text": provider}
    for key, (day, spot) in dates_of(document, one.said).items():
        yield key, spot, {"text": day}
    for statement in one.stated:
        detail: dict[str, str | int | bool | tuple[str, ...]] = {}
        if statement.negated:
            detail["negated"] = True
        if statement.days:
            detail["days"] = statement.days
        yield statement.element, statement.saying, detail
    by_number = {saying.paragraph.number: saying for saying in reversed(one.said)}
    for element, numbers in _from_mentions(one).items():
        for number in numbers:
            yield element, by_number[number], {}
    for element, number in _from_structure(one):
        yield element, by_number[number], {}


def _from_mentions(one: Read) -> dict[str, list[int]]:
    """Elements that consist in naming things: kinds of data with purposes, permissions, SDKs and their data."""
    found: dict[str, list[int]] = {}
    told = [mention for mention in one.named if mention.polarity != NEGATED]
    own = [mention for mention in told if mention.type == "data" and not mention.sdk and mention.purpose]
    if len({mention.value for mention in own}) > 1 and one.document.role not in ("agreement", "sdk-list"):
        found["purposes"] = [mention.paragraph.number for mention in own]
    for mention in told:
        number = mention.paragraph.number
        if mention.type == "permission" and mention.purpose:
            found.setdefault("permissions", []).append(number)
        elif mention.type == "sdk":
            found.setdefault("sdk-disclosure", []).append(number)
            if mention.vendor and mention.link:
                found.setdefault("recipient-contact", []).append(number)
        elif mention.type == "data" and mention.sdk:
            found.setdefault("sdk-data", []).append(number)
    return found


def _from_structure(one: Read) -> Iterator[tuple[str, int]]:
    """Elements that are a chapter or a list."""
    paragraphs = one.document.paragraphs
    for heading in paragraphs:
        text = plain(heading.text)
        if heading.kind == "heading" and re.search("儿童|未成年|children|minor", text) and heading.level > 1:
            under = [item.text for item in paragraphs if heading.text in item.above]
            if sum(map(len, under)) >= _CHAPTER and re.search(
                "监护人|父母|家长|guardian|parent", plain(" ".join(under))
            ):
                yield "children-chapter", heading.number
    listed = [entry for entry in one.entries if entry.paragraphs]
    if len(listed) >= 2 or (listed and one.document.role == "sdk-list"):
        yield "sdk-list", listed[0].paragraphs[0].number
    rows = {
        mention.paragraph.number
        for mention in one.named
        if mention.type == "data"
        and not mention.sdk
        and mention.paragraph.kind == "row"
        and mention.paragraph.header
    }
    if len(rows) >= _LIST_ROWS or (one.document.role == "collection-list" and paragraphs):
        yield "collection-list", min(rows, default=1)


def _mention(one: Read, mention: Mention) -> Evidence:
    detail: dict[str, str | int | bool | tuple[str, ...]] = {
        "type": mention.type,
        "word": mention.word,
        "quote": mention.quote,
        "role": one.document.role,
        "polarity": mention.polarity,
        "known": mention.known,
        "purpose": mention.purpose,
    }
    if mention.also:
        detail["also"] = mention.also
    more = {"sdk": mention.sdk, "vendor": mention.vendor, "link": mention.link}
    detail |= {key: value for key, value in more.items() if value}
    if mention.listed:
        detail["listed"] = True
    where = Where(entry=one.name, paragraph=mention.paragraph.number)
    return Evidence(Kind.POLICY_MENTION, mention.value, where, detail=detail)


def _faults(one: Read) -> Iterator[Evidence]:
    seen: dict[str, int] = {}
    for fault, saying in faults(one.said, one.named):
        seen[fault] = seen.get(fault, 0) + 1
        if seen[fault] <= EACH:
            where = Where(entry=one.name, paragraph=saying.paragraph.number)
            detail = {"quote": saying.quote, "role": one.document.role}
            yield Evidence(Kind.POLICY_FAULT, fault, where, detail=detail)


def referred(found: Sequence[Read]) -> Iterator[Evidence]:
    """Documents that a read one refers to and that are not among those given."""
    given = {one.document.role for one in found if one.document.state == "read"}
    titles = {plain(one.document.title).strip("《》 ") for one in found}
    told: set[str] = set()
    for one in found:
        for title, address, number in _references(one):
            role = role_of_title(title)
            if role not in ("sdk-list", "children", "collection-list") or role in given or role in told:
                continue
            if plain(title).strip("《》 ") in titles or (role == "sdk-list" and not _A_LIST.search(title)):
                continue
            told.add(role)
            detail: dict[str, str | int | bool | tuple[str, ...]] = {"title": quoted(title), "state": "named"}
            if address:
                detail["url"] = address
            where = Where(entry=one.name, paragraph=number)
            yield Evidence(Kind.POLICY_DOCUMENT, role, where, detail=detail)


def _references(one: Read) -> Iterator[tuple[str, str, int]]:
    """(title, address, paragraph) of every document that is named or linked outside of lists of SDKs."""
    listed = {paragraph.number for entry in one.entries for paragraph in entry.paragraphs}
    for paragraph in one.document.paragraphs:
        if paragraph.kind == "row" or paragraph.number in listed:
            continue
        for text, address in paragraph.links:
            if text and not address.startswith(("#", "javascript:", "mailto:", "tel:")):
                yield text, address, paragraph.number
        for hit in _NAMED.finditer(paragraph.text):
            if not _A_LAW.search(hit[1]):
                yield hit[1], "", paragraph.number
