"""Prompts: before consent, many at once, again after a refusal."""

from __future__ import annotations

from scanner.kinds import Kind
from scanner.session import Prompt
from tests.apps.session import Made, at, examined, made

CAMERA, LOCATION, NOTES = (
    "android.permission.CAMERA",
    "android.permission.ACCESS_FINE_LOCATION",
    "android.permission.POST_NOTIFICATIONS",
)


def found(session: Made) -> list[dict[str, object]]:
    said = examined(session)
    return [
        {"value": item.value, **item.detail} for item in said.evidence if item.kind is Kind.PERMISSION_PROMPT
    ]


def test_before_consent() -> None:
    (one,) = found(made().add(Prompt(at(10), CAMERA, "denied")))
    assert (one["phase"], one["first_seconds"], one["burst"], one["after_denial"]) == (
        "before_dialog",
        5,
        1,
        False,
    )


def test_a_burst_counts_permissions_and_not_notifications() -> None:
    prompts = (
        Prompt(at(62.5), NOTES),
        Prompt(at(63), CAMERA),
        Prompt(at(64), LOCATION),
        Prompt(at(85), CAMERA),
    )
    assert [(one["value"], one["burst"]) for one in found(made().add(*prompts))] == [
        (NOTES, 0),
        (CAMERA, 1),
        (LOCATION, 2),
    ]


def test_again_after_denial() -> None:
    prompts = (
        Prompt(at(63), CAMERA, "denied"),
        Prompt(at(70), CAMERA, "denied"),
        Prompt(at(80), CAMERA, "granted", True),
    )
    assert [(one["after_denial"], one["asked_by_user"]) for one in found(made().add(*prompts))] == [
        (False, False),
        (True, False),
        (True, True),
    ]
