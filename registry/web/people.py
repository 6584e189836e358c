"""The administrator's page of accounts."""

from __future__ import annotations

import re

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from registry import accounts
from registry.models import Organisation, Role, User
from registry.web.access import person

_NAME = re.compile(r"[A-Za-z0-9._-]{3,50}")


def _administrator(request: HttpRequest) -> User:
    user = person(request)
    if user.role != Role.ADMINISTRATOR:
        raise PermissionDenied
    return user


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """All accounts, and a form for one more."""
    user = _administrator(request)
    fault, made = "", None
    if request.method == "POST":
        fault, made = _add(request, user)
    page = Paginator(User.objects.select_related("organisation").order_by("username"), 50)
    context = {
        "page": page.get_page(request.GET.get("page")),
        "roles": Role.choices,
        "organisations": Organisation.objects.order_by("name")[:1000],
        "fault": fault,
        "made": made,
        "link": request.build_absolute_uri(accounts.link(made)) if made else "",
    }
    return render(request, "people.html", context, status=422 if fault else 200)


def _add(request: HttpRequest, by: User) -> tuple[str, User | None]:
    username, role = request.POST.get("username", ""), request.POST.get("role", "")
    unit = request.POST.get("organisation", "")
    organisation = Organisation.objects.filter(pk=int(unit)).first() if _is_id(unit) else None
    if not _NAME.fullmatch(username):
        return "账号应为 3 到 50 个字母、数字、点、横线或下划线", None
    if role not in Role.values:
        return "请选择角色", None
    if role in (Role.PROVIDER, Role.INSTITUTION) and organisation is None:
        return "提供者和使用者的账号要选择单位", None
    try:
        return "", accounts.add(username, request.POST.get("name", "")[:150], role, organisation, by)
    except accounts.Taken:
        return "这个账号已经有人使用", None


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


@require_POST
def active(request: HttpRequest, pk: int) -> HttpResponse:
    """Closes or opens an account."""
    user = _administrator(request)
    accounts.set_active(get_object_or_404(User, pk=pk), "open" in request.POST, user)
    return redirect("people")
