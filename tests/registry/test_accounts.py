"""Accounts: made by the administrator, opened by a link that works once."""

from __future__ import annotations

import pytest
from django.test import Client

from registry import accounts
from registry.models import Event, Role, User

pytestmark = pytest.mark.django_db


def test_the_first_start_makes_one_administrator(client: Client) -> None:
    admin = accounts.first()
    assert admin is not None
    assert admin.role == Role.ADMINISTRATOR
    assert not admin.has_usable_password()
    assert accounts.first() is None


def test_a_link_sets_a_password_and_works_once(client: Client) -> None:
    account = accounts.add("reviewer1", "审核员一", Role.REVIEWER, None, None)
    link = accounts.link(account)
    page = client.get(link, follow=True)
    assert "设置密码" in page.content.decode()
    where = page.redirect_chain[-1][0]
    weak = client.post(where, {"new_password1": "1234567890", "new_password2": "1234567890"})
    assert weak.status_code == 200
    done = client.post(where, {"new_password1": "long enough 词", "new_password2": "long enough 词"})
    assert done.status_code == 302
    assert client.login(username="reviewer1", password="long enough 词")
    assert "已经用过" in Client().get(link, follow=True).content.decode()


def test_a_name_is_taken_once_and_each_act_is_logged() -> None:
    admin = accounts.first()
    assert admin is not None
    made = accounts.add("one", "", Role.AUDITOR, None, admin)
    with pytest.raises(accounts.Taken):
        accounts.add("one", "", Role.AUDITOR, None, admin)
    accounts.set_active(made, False, admin)
    accounts.set_active(admin, False, admin)
    assert not User.objects.get(username="one").is_active
    assert User.objects.get(username="admin").is_active, "nobody closes their own account"
    assert [event.act for event in Event.objects.order_by("number")] == [
        "account-added",
        "account-added",
        "account-closed",
    ]
