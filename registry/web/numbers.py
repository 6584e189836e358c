"""What stands in an address besides row numbers."""

from __future__ import annotations


class ReportNumber:
    """HY-2026-000123; anything else is no address."""

    regex = r"HY-[0-9]{4}-[0-9]{6,9}"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value
