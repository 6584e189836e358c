"""Accounts: made by the administrator, opened by a link that works once."""

from __future__ import annotations

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from registry import chain
from registry.models import Organisation, Role, User


class Taken(Exception):
    """The account name is in use."""


def first() -> User | None:
    """The administrator's account at the very first start; None later."""
    if User.objects.exists():
        return None
    return add("admin", "管理员", Role.ADMINISTRATOR, None, None)


def add(username: str, name: str, role: str, organisation: Organisation | None, by: User | None) -> User:
    """An account without a password: its owner sets one by the link. Raises Taken."""
    with transaction.atomic():
        if User.objects.filter(username=username).exists():
            raise Taken
        made = User(username=username, first_name=name, role=role, organisation=organisation)
        made.set_unusable_password()
        made.save()
        chain.append(None, "account-added", {"account": username, "role": role}, by)
    return made


def set_active(account: User, active: bool, by: User) -> None:
    """Closes an account, or opens it again. Nobody closes their own."""
    if account.pk == by.pk:
        return
    with transaction.atomic():
        User.objects.filter(pk=account.pk).update(is_active=active)
        act = "account-opened" if active else "account-closed"
        chain.append(None, act, {"account": account.username}, by)


def link(account: User) -> str:
    """The path under which its owner sets a password; void once that is done."""
    uid = urlsafe_base64_encode(force_bytes(account.pk))
    return reverse("password", args=[uid, default_token_generator.make_token(account)])
