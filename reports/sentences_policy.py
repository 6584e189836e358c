"""Sentences about what policy documents state, each with the sentence it rests on."""

from __future__ import annotations

from collections.abc import Mapping

from reports.model import Text
from reports.names import Names
from reports.sentences_parts import LONG, Sentence, detail_of, say
from reports.words import DOCUMENTS, ELEMENTS, FAULTS, POLARITIES, STATES
from scanner.kinds import Kind
from scanner.model import Evidence
from scanner.visible import visible


def _policy_document(item: Evidence, _names: Names) -> Text:
    role = DOCUMENTS.get(item.value, Text(visible(item.value, LONG), visible(item.value, LONG)))
    state = STATES.get(detail_of(item, "state"), STATES["unreadable"])
    title = detail_of(item, "title") or visible(item.where.entry, LONG)
    return Text(f"{role.zh}“{title}”:{state.zh}", f"{role.en} “{title}”: {state.en}")


def _policy_element(item: Evidence, _names: Names) -> Text:
    known = ELEMENTS.get(item.value, Text(visible(item.value, LONG), visible(item.value, LONG)))
    return _quoting(item, Text(f"政策写明“{known.zh}”", f"the policy states: {known.en}"))


def _policy_fault(item: Evidence, _names: Names) -> Text:
    known = FAULTS.get(item.value, Text(visible(item.value, LONG), visible(item.value, LONG)))
    return _quoting(item, Text(f"政策中{known.zh}", f"in the policy: {known.en}"))


def _policy_mention(item: Evidence, names: Names) -> Text:
    type_ = detail_of(item, "type")
    known = names.sdk(item.value) if type_ == "sdk" else names.data(item.value)
    known = names.permission(item.value) if type_ == "permission" else known
    how = POLARITIES.get(detail_of(item, "polarity"), POLARITIES["stated"])
    return _quoting(item, Text(f"政策提到“{known.zh}”({how.zh})", f"the policy names {known.en} ({how.en})"))


def _quoting(item: Evidence, said: Text) -> Text:
    """The sentence itself behind what is said of it."""
    quote = detail_of(item, "quote")
    return Text(f"{said.zh}:“{quote}”", f"{said.en}: “{quote}”") if quote else said


ON_POLICY: Mapping[Kind, Sentence] = {
    Kind.POLICY_LINK: say("包内有隐私政策的线索:{}", "a trace of a policy in the package: {}"),
    Kind.POLICY_DOCUMENT: _policy_document,
    Kind.POLICY_ELEMENT: _policy_element,
    Kind.POLICY_MENTION: _policy_mention,
    Kind.POLICY_FAULT: _policy_fault,
}
"""By kind."""
