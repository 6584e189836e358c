"""A comparison as one self-contained page: no script, nothing fetched."""

from __future__ import annotations

import base64
import hashlib

from reports import words
from reports.compare import GROUPS, Comparison
from reports.html import TEMPLATES, environment


def render(made: Comparison, language: str = "zh") -> str:
    """The page. `language` is the one shown first; the reader can switch."""
    from markupsafe import Markup

    css = (TEMPLATES / "report.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    template = environment().from_string((TEMPLATES / "compare.html").read_text("utf-8"))
    groups = [
        (title, [line for line in made.lines if line.group == group], made.more.get(group, 0))
        for group, title in GROUPS.items()
    ]
    return template.render(
        c=made,
        language=language,
        css=Markup(css),  # noqa: S704  (our own file)
        style_hash=f"sha256-{digest}",
        groups=[group for group in groups if group[1]],
        names=words.PLATFORMS,
    )
