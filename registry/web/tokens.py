"""A person's own keys to the API."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from registry import tokens as keys
from registry.web.access import person

_DAYS = (30, 90, 365)


@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The keys this person has, and a form for one more; a new one is shown once."""
    user = person(request)
    made, fault = "", ""
    if request.method == "POST":
        days = request.POST.get("days", "")
        length = int(days) if days in map(str, _DAYS) else 0
        try:
            made = keys.issue(user, request.POST.get("name", ""), request.POST.getlist("scope"), length)
        except ValueError:
            fault = "请选择至少一项权限和有效期"
    context = {
        "tokens": user.tokens.order_by("-created")[:100],
        "scopes": keys.SCOPES.items(),
        "days": _DAYS,
        "made": made,
        "fault": fault,
    }
    return render(request, "tokens.html", context, status=422 if fault else 200)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends one key."""
    keys.revoke(person(request), pk)
    return redirect("tokens")
