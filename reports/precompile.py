"""python -m reports.precompile: keeps what Jinja makes of the page template (templates/report_html.py).

Run it after every change of report.html and after an update of Jinja; a test says when it is due, and until
then the template is compiled at run time.
"""

from __future__ import annotations

from reports.html import TEMPLATES, environment, stamp

TARGET = TEMPLATES / "report_html.py"


def compiled() -> str:
    """The module's text."""
    source = (TEMPLATES / "report.html").read_text("utf-8")
    code = environment().compile(
        source, name="report.html", filename="report.html", raw=True, defer_init=True
    )
    head, blank, body = code.partition("\n")
    title = '"""Made by python -m reports.precompile from report.html; not written by hand."""'
    return f"{title}\n# mypy: ignore-errors\n\n{head}\n\nSTAMP = {stamp(source)!r}\n{blank}{body}\n"


if __name__ == "__main__":
    TARGET.write_text(compiled(), "utf-8")
