"""Who is asked to log in, and what the menu offers."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from registry import selectors
from registry.models import Role, User

OPEN = frozenset({"login", "logout", "healthz", "readyz", "password"})
"""Names of the addresses that need no account. Those of the API ask for a key of their own."""


def login_required(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: every page needs an account unless it is named above; nobody can forget it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return answer(request)

    def process_view(
        request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponse | None:
        match = request.resolver_match
        if request.user.is_authenticated or (
            match is not None and (match.url_name in OPEN or match.namespaces == ["api"])
        ):
            return None
        return redirect_to_login(request.get_full_path())

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def person(request: HttpRequest) -> User:
    """The account behind a request."""
    assert isinstance(request.user, User)
    return request.user


def submitter(request: HttpRequest) -> User:
    """The same, where the page hands something in. Raises PermissionDenied."""
    user = person(request)
    if not selectors.may_submit(user):
        raise PermissionDenied
    return user


def menu(request: HttpRequest) -> dict[str, object]:
    """For every template: what this person may do."""
    user = request.user
    known = isinstance(user, User)
    return {
        "may_submit": known and selectors.may_submit(user),
        "keeps_accounts": known and user.role == Role.ADMINISTRATOR,
    }
