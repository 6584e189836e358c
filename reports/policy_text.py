"""The policy by itself for a terminal: documents, the fifteen statements, SDKs, what is wrong."""

from __future__ import annotations

from collections.abc import Iterator

from reports.model import PolicyChapter, Text
from reports.text import cut, pad

_MARKS = {"yes": "●", "no": "○", "unknown": "?", "part": "◐"}
_WIDTH = 100


def render(chapter: PolicyChapter, language: str = "zh") -> Iterator[str]:
    """Line by line."""

    def say(text: Text) -> str:
        return text.en if language == "en" else text.zh

    for document in chapter.documents:
        about = (document.title or document.name, document.provider, document.updated or document.effective)
        yield cut(f"{say(document.role)}({say(document.state)}):{' · '.join(filter(None, about))}", _WIDTH)
    yield ""
    for row in chapter.statements:
        mark = _MARKS[row.cell.state]
        line = f"{mark} {pad(say(row.name), 24)}{pad(say(row.cell.text), 12)}"
        yield cut(f"{line} {row.at.rpartition(' · ')[2]} {row.quote}" if row.quote else line, _WIDTH)
    if chapter.sdks:
        yield ""
        names = "、" if language == "zh" else ", "
        title = Text(f"提到的第三方组件({len(chapter.sdks)}):", f"SDKs named ({len(chapter.sdks)}): ")
        yield say(title) + names.join(map(say, chapter.sdks))
    for row in chapter.faults:
        yield cut(f"▲ {say(row.name)}:{row.quote}", _WIDTH)
