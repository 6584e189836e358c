"""Which methods of a DEX file carry an annotation (source.android.com/docs/core/runtime/dex-format:
annotations_directory_item, annotation_set_item, annotation_item). Every read is clamped to the file.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np

from scanner.formats.dex import Dex
from scanner.formats.dex_members import uleb128

_METHODS, _ANNOTATIONS = 4_096, 64
"""Annotated methods of a class, and annotations of a method, that are looked at."""
_OFFSET = 5
"""Column of annotations_off in class_defs."""


def annotated(dex: Dex, annotation: bytes, classes: Sequence[bytes]) -> dict[bytes, tuple[int, ...]]:
    """Per class (descriptor) the rows of method_ids that carry the annotation (descriptor), in file order.

    Classes without any are left out.
    """
    names = dex.type_names
    if annotation not in names:
        return {}
    wanted, found = names.index(annotation), {}
    for cls in classes:
        if cls not in names:
            continue
        for row in np.flatnonzero(dex.classes[:, 0] == names.index(cls))[:1].tolist():
            offset = int(dex.classes[row, _OFFSET])
            rows = tuple(m for m, at in _methods(dex.buf, offset) if _has(dex, at, wanted))
            if rows:
                found[cls] = rows
    return found


def _word(buf: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", buf, at)[0]) if 0 <= at <= len(buf) - 4 else 0


def _methods(buf: bytes, at: int) -> list[tuple[int, int]]:
    """(row of method_ids, offset of its annotation_set_item) of one annotations_directory_item."""
    if not at:
        return []
    fields, methods = _word(buf, at + 4), _word(buf, at + 8)
    first = at + 16 + 8 * fields
    rows = range(first, first + 8 * min(methods, _METHODS), 8)
    return [(_word(buf, row), _word(buf, row + 4)) for row in rows]


def _has(dex: Dex, at: int, wanted: int) -> bool:
    """Whether an annotation_set_item holds an annotation of this type."""
    if not at:
        return False
    for number in range(min(_word(dex.buf, at), _ANNOTATIONS)):
        item = _word(dex.buf, at + 4 + 4 * number)
        # visibility, then the type
        if item and int(uleb128(dex.octets, np.array([item + 1]))[0][0]) == wanted:
            return True
    return False
