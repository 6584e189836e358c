"""Entitlements as they stand in code signatures: as a property list and, since iOS 15, as DER.

The system obeys the DER form where there is one. Source: what Apple's codesign writes; "TN3125: Inside Code
Signing: Provisioning Profiles".
"""

from __future__ import annotations

from scanner.formats import der
from scanner.formats.der import BadDer, Node
from scanner.formats.plist import Value
from scanner.formats.plist_text import DEPTH, NODES

_BOOLEAN, _UTF8 = 0x01, 0x0C
_APPLICATION, _DICTIONARY = 0x70, 0xB0  # [APPLICATION 16], [CONTEXT 16], both constructed


def read_der(data: bytes) -> dict[str, Value]:
    """The entitlements in a DER blob, without the blob's header. Raises BadDer."""
    node = der.read(data)
    if node.tag == _APPLICATION:  # version, then the dictionary
        parts = node.children()
        if not parts:
            raise BadDer("no entitlements")
        node = parts[-1]
    value = _Reader().value(node, 0)
    if not isinstance(value, dict):
        raise BadDer(f"entitlements are {type(value).__name__}")
    return value


class _Reader:
    def __init__(self) -> None:
        self.left = NODES

    def value(self, node: Node, depth: int) -> Value:
        self.left -= 1
        if self.left < 0 or depth > DEPTH:
            raise BadDer(f"entitlements too deep or too many at {node.start}")
        if node.tag == _BOOLEAN:
            return node.content != b"\0"
        if node.tag == der.INTEGER:
            if len(node.content) > 16:
                raise BadDer(f"integer of {len(node.content)} bytes")
            return node.integer
        if node.tag == _UTF8:
            return node.content.decode("utf-8", "replace")
        if node.tag == der.OCTET_STRING:
            return node.content
        if node.tag == der.SEQUENCE:
            return [self.value(item, depth + 1) for item in node.children()]
        if node.tag in (_DICTIONARY, der.SET):
            return self._dictionary(node, depth + 1)
        raise BadDer(f"tag {node.tag:#04x} in entitlements at {node.start}")

    def _dictionary(self, node: Node, depth: int) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for pair in node.children():
            key, value = pair.expect(der.SEQUENCE).first(2)
            found[key.expect(_UTF8).content.decode("utf-8", "replace")] = self.value(value, depth)
        return found
