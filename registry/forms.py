"""A filing's form is kept as it was handed in; what lists need of it stands in the row beside it."""

from __future__ import annotations

from django.db import transaction

from registry import chain
from registry.models import Filing, Organisation, Role, User
from scanner.declaration import Declaration
from scanner.filing_form import dump, loads

_PLATFORMS = {"安卓": "android", "IOS": "ios"}


class NotYours(Exception):
    """A provider hands in a form in another unit's name."""


def declared(filing: Filing) -> Declaration | None:
    """The form; None where there is none. Raises BadFiling for one that was never valid."""
    return loads(filing.form.encode()) if filing.form else None


def file(declaration: Declaration, by: User) -> Filing:
    """A new filing. Raises NotYours."""
    with transaction.atomic():
        made = Filing(provider=_provider(declaration, by))
        _take(made, declaration)
        made.save()
        chain.append(made, "filing-received", {"form": made.form_hash}, by)
    return made


def change(filing: Filing, declaration: Declaration, by: User) -> bool:
    """The form of a filing is replaced; False if nothing differs. The old one's hash stays in the log."""
    before = filing.form_hash
    if declaration.hash == before:
        return False
    with transaction.atomic():
        row = Filing.objects.select_for_update().get(pk=filing.pk)
        _take(row, declaration)
        row.save()
        chain.append(row, "form-changed", {"before": before, "form": row.form_hash}, by)
    return True


def _take(filing: Filing, declaration: Declaration) -> None:
    app = declaration.provider.app
    filing.name = app.name[:200]
    filing.platform = "+".join(_PLATFORMS[name] for name in app.platforms if name in _PLATFORMS)
    filing.app_id = next((item.app_id for item in declaration.extra.samples if item.app_id), "")[:200]
    filing.form = dump(declaration)
    filing.form_hash = declaration.hash


def _provider(declaration: Declaration, by: User) -> Organisation:
    """The unit of the form, found by its credit code. A provider files in its own name only."""
    unit = declaration.provider.unit
    code = unit.proof.number.strip().upper()[:18]
    if by.role == Role.PROVIDER:
        own = by.organisation
        if own is None or code != own.credit_code:
            raise NotYours
        return own
    kind = Organisation.Kind.PROVIDER
    if code:
        found, _ = Organisation.objects.get_or_create(
            kind=kind, credit_code=code, defaults={"name": unit.name[:200]}
        )
        return found
    return Organisation.objects.create(kind=kind, name=unit.name[:200])
