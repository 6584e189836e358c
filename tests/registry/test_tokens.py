"""Keys of programs to the API."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from registry import tokens
from registry.models import Event, Token, User

pytestmark = pytest.mark.django_db


def test_a_key_opens_what_it_is_for_and_only_its_hash_is_kept(reviewer: User) -> None:
    text = tokens.issue(reviewer, "脚本", ["read"], 30)
    assert tokens.holder(text, "read") == reviewer
    assert tokens.holder(text, "submit") is None
    assert text not in str(list(Token.objects.values())) + str(list(Event.objects.values()))
    assert Token.objects.get().used is not None


@pytest.mark.parametrize("text", ["", "hy_", "hy_x", "Bearer", "hy_" + "x" * 200, "hy_\x00"])
def test_what_is_no_key_opens_nothing(text: str, reviewer: User) -> None:
    assert tokens.holder(text, "read") is None


def test_a_key_ends_by_time_by_its_owner_and_with_the_account(reviewer: User) -> None:
    for end in ("time", "owner", "account"):
        text = tokens.issue(reviewer, end, ["read"], 1)
        row = Token.objects.latest("pk")
        if end == "time":
            Token.objects.filter(pk=row.pk).update(expires=timezone.now() - timedelta(seconds=1))
        elif end == "owner":
            assert tokens.revoke(reviewer, row.pk)
            assert not tokens.revoke(reviewer, row.pk)
        else:
            User.objects.update(is_active=False)
        assert tokens.holder(text, "read") is None, end


@pytest.mark.parametrize(("scopes", "days"), [([], 30), (["admin"], 30), (["read"], 0), (["read"], 366)])
def test_no_key_without_bounds(scopes: list[str], days: int, reviewer: User) -> None:
    with pytest.raises(ValueError, match="unknown"):
        tokens.issue(reviewer, "", scopes, days)
