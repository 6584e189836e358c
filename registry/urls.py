"""Addresses of the pages."""

from __future__ import annotations

from django.contrib.auth import views as accounts
from django.urls import path, register_converter, reverse_lazy

from registry.api import api
from registry.web import filings, health, people, start, submissions, tokens
from registry.web.numbers import ReportNumber

register_converter(ReportNumber, "report")
_PASSWORD = accounts.PasswordResetConfirmView.as_view(
    template_name="password.html", success_url=reverse_lazy("login")
)
urlpatterns = [
    path("", start.start, name="start"),
    path("login", accounts.LoginView.as_view(template_name="login.html"), name="login"),
    path("logout", accounts.LogoutView.as_view(), name="logout"),
    path("password/<uidb64>/<token>", _PASSWORD, name="password"),
    path("people", people.people, name="people"),
    path("people/<int:pk>/active", people.active, name="account-active"),
    path("filings", filings.listing, name="filings"),
    path("filings/new", filings.new, name="filing-new"),
    path("filings/<int:pk>", filings.show, name="filing"),
    path("filings/<int:pk>/form", filings.form, name="filing-form"),
    path("filings/<int:pk>/submit", submissions.submit, name="submit"),
    path("submissions/<int:pk>", submissions.show, name="submission"),
    path("submissions/<int:pk>/state", submissions.state, name="submission-state"),
    path("submissions/<int:pk>/cancel", submissions.cancel, name="submission-cancel"),
    path("reports/<report:number>.json", submissions.report_json, name="report-json"),
    path("reports/<report:number>", submissions.report, name="report"),
    path("tokens", tokens.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke", tokens.revoke, name="token-revoke"),
    path("api/v1/", api.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
