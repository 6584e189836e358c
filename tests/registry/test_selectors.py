"""What may be seen by whom."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from registry import selectors
from registry.models import Filing, Organisation, Role, Submission, User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", Role.values)
def test_who_sees_a_filing(role: str, filing: Filing, person: Callable[..., User]) -> None:
    other = Organisation.objects.create(kind="provider", name="另一家")
    sees = selectors.filings(person(role, other, "x")).exists()
    assert sees == (role in selectors.OFFICE)
    own = selectors.filings(person(role, filing.provider, "y")).exists()
    assert own == (role in selectors.OFFICE or role == Role.PROVIDER)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("示例", True),
        ("cn.example", True),
        ("教育科技", True),
        ("没有", False),
        ("%", False),
        ("\0示例", True),
    ],
)
def test_words_find_names_ids_and_providers(words: str, found: bool, filing: Filing) -> None:
    assert selectors.searched(Filing.objects.all(), words, "").exists() is found
    assert not selectors.searched(Filing.objects.all(), "", "filed").exists()
    assert selectors.searched(Filing.objects.all(), "", "nonsense").exists()


def test_what_is_due_first_is_most_urgent(filing: Filing, reviewer: User) -> None:
    for number, due in enumerate(("2026-03-01", "2026-01-01", None)):
        row = Filing.objects.create(provider=filing.provider, name=str(number), due=due)
        Submission.objects.create(filing=row, sha256=str(number), size=1, file_name="x", state="ready")
    Submission.objects.create(filing=filing, sha256="y", size=1, file_name="x", state="examining")
    assert [item.filing.name for item in selectors.urgent(reviewer)] == ["1", "0", "2"]
