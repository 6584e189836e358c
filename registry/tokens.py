"""Keys of programs to the API: shown once, kept as a hash, for some acts only, and ending by themselves."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from registry import chain
from registry.models import Token, User

SCOPES = {"read": "查看", "submit": "提交备案表和安装包"}
DAYS = 365
"""Longest time a key may hold."""
_MARK = "hy_"


def issue(user: User, name: str, scopes: Collection[str], days: int) -> str:
    """A new key, told here and never again. Raises ValueError for an unknown scope or length."""
    if not scopes or not set(scopes) <= set(SCOPES) or not 1 <= days <= DAYS:
        raise ValueError("unknown scope or length")
    text = _MARK + secrets.token_urlsafe(32)
    with transaction.atomic():
        made = Token.objects.create(
            user=user,
            name=name[:100],
            hash=_hash(text),
            scopes=sorted(scopes),
            expires=timezone.now() + timedelta(days=days),
        )
        chain.append(None, "token-issued", {"token": made.pk, "scopes": made.scopes}, user)
    return text


def revoke(user: User, pk: int) -> bool:
    """Ends one of the person's own keys; False if there is none."""
    with transaction.atomic():
        done = Token.objects.filter(pk=pk, user=user, revoked=False).update(revoked=True)
        if done:
            chain.append(None, "token-revoked", {"token": pk}, user)
    return bool(done)


def holder(text: str, scope: str) -> User | None:
    """Whose key this is, if it holds and is for that; looked up by hash, so timing tells nothing."""
    if not text.startswith(_MARK) or len(text) > 100:
        return None
    now = timezone.now()
    found = Token.objects.filter(hash=_hash(text), revoked=False, expires__gt=now, user__is_active=True)
    token = found.select_related("user").first()
    if token is None or scope not in token.scopes:
        return None
    if token.used is None or now - token.used > timedelta(minutes=1):
        Token.objects.filter(pk=token.pk).update(used=now)
    return token.user


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
