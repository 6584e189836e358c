"""The rows of the table: what is measured, what it must be, what it should be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One measured value. `most`: larger is worse; else smaller is worse."""

    what: str
    value: float | None  # None: skipped
    unit: str = ""
    must: float | None = None
    aim: float | None = None
    most: bool = True
    note: str = ""

    def _meets(self, bound: float | None) -> bool:
        if bound is None or self.value is None:
            return True
        return self.value <= bound if self.most else self.value >= bound

    @property
    def ok(self) -> bool:
        """Whether it is what it must be; a skipped row is."""
        return self._meets(self.must)

    @property
    def verdict(self) -> str:
        """skipped, not ok, ok, or aim."""
        if self.value is None:
            return "skipped"
        if not self.ok:
            return "NOT OK"
        if self.must is None and self.aim is None:
            return ""
        return "aim" if self.aim is not None and self._meets(self.aim) else "ok"

    def _bound(self, bound: float | None) -> str:
        return "" if bound is None else f"{'≤' if self.most else '≥'} {bound:,g}"

    def line(self) -> str:
        """The row as one line of a Markdown table."""
        value = "—" if self.value is None else f"{_rounded(self.value)} {self.unit}".strip()
        cells = (self.what, value, self._bound(self.must), self._bound(self.aim), self.verdict, self.note)
        return f"| {' | '.join(cells)} |"


HEAD = "| measure | measured | must be | aim | | |\n|---|---|---|---|---|---|"


def _rounded(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
