"""Filings: the list, one filing with its versions, and its form."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from registry import forms, selectors
from registry.models import Filing
from registry.web import formpage
from registry.web.access import person, submitter

PER_PAGE = 25


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The filings this person may see, newest first, filtered by words and state."""
    words, state = request.GET.get("q", ""), request.GET.get("state", "")
    found = selectors.searched(selectors.filings(person(request)), words, state).order_by("-created", "-pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "filings.html",
        {"page": page, "words": words, "state": state, "states": Filing.State.choices},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A filing's form, filled in field by field or taken from a file."""
    user = submitter(request)
    page = formpage.of(request)
    if page.complete:
        try:
            return redirect("filing", forms.file(page.declaration, user).pk)
        except forms.NotYours:
            page.complete, page.not_yours = False, True
    return render(request, "form.html", {"form": page}, status=422 if page.posted else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of a filing, to be read, and by those who may, changed."""
    filing = get_object_or_404(selectors.filings(person(request)), pk=pk)
    if request.method == "POST":
        user = submitter(request)
        page = formpage.of(request)
        if page.complete:
            forms.change(filing, page.declaration, user)
            return redirect("filing", filing.pk)
        return render(request, "form.html", {"form": page, "filing": filing}, status=422)
    page = formpage.shown(forms.declared(filing))
    return render(request, "form.html", {"form": page, "filing": filing})


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One filing: its state, its packages and what was found in each."""
    filing = get_object_or_404(selectors.filings(person(request)), pk=pk)
    found = selectors.submissions(person(request)).filter(filing=filing).order_by("-received")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "filing.html", {"filing": filing, "page": page})
