"""A filing's form is kept as it was handed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from registry import forms
from registry.models import Event, Filing, Organisation, Role, User
from scanner.declaration import Declaration
from scanner.filing_form import load
from tests.registry.conftest import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture
def declaration() -> Declaration:
    return load(ROOT / "examples" / "filing.yaml")


def test_the_row_names_what_the_form_says_and_keeps_it_whole(
    filing: Filing, declaration: Declaration
) -> None:
    assert (filing.name, filing.platform, filing.app_id) == ("示例课堂", "android", "cn.example.classroom")
    assert filing.provider.credit_code == "91000000MA0EXAMP1M"
    assert forms.declared(filing) == declaration
    assert filing.form_hash == declaration.hash


def test_one_unit_has_one_row(filing: Filing, declaration: Declaration, reviewer: User) -> None:
    assert forms.file(declaration, reviewer).provider == filing.provider
    assert Organisation.objects.count() == 1


def test_a_change_is_told_with_the_old_hash_and_no_change_is_none(
    filing: Filing, declaration: Declaration, reviewer: User
) -> None:
    assert not forms.change(filing, declaration, reviewer)
    before = filing.form_hash
    app = replace(declaration.provider.app, version="9.9")
    assert forms.change(
        filing, replace(declaration, provider=replace(declaration.provider, app=app)), reviewer
    )
    filing.refresh_from_db()
    assert Event.objects.get(act="form-changed").detail == {"before": before, "form": filing.form_hash}


def test_contacts_never_reach_the_log(filing: Filing, declaration: Declaration) -> None:
    said = str(list(Event.objects.values()))
    assert declaration.provider.unit.contact.name not in said
    assert declaration.provider.unit.contact.phone not in said


def test_a_provider_files_in_its_own_name_only(
    provider: Organisation, declaration: Declaration, person: Callable[..., User]
) -> None:
    assert forms.file(declaration, person(Role.PROVIDER, provider)).provider == provider
    other = Organisation.objects.create(kind="provider", name="另一家", credit_code="91000000MA0EXAMP2X")
    with pytest.raises(forms.NotYours):
        forms.file(declaration, person(Role.PROVIDER, other, "other"))
    with pytest.raises(forms.NotYours):
        forms.file(declaration, person(Role.PROVIDER, None, "nobody"))
