"""Programs that others may look into while they run."""

from __future__ import annotations

from scanner.static import debugging
from tests.apps.inprocess import found, opened
from tests.apps.ios import KEY, ipa
from tests.apps.program import program, signed_by


def test_a_program_that_others_may_look_into() -> None:
    def flag(main: bytes) -> list[tuple[object, object]]:
        items = found(debugging, opened(ipa(main=main)))
        return [(item.detail["on"], item.detail["stated"]) for item in items]

    assert flag(program(signed=signed_by(KEY, get_task_allow=True))) == [(True, True)]
    assert flag(program(signed=signed_by(KEY, get_task_allow=False))) == [(False, True)]
    assert flag(program(signed=signed_by(KEY))) == [(False, False)]
    app = opened(ipa())
    assert list(found(debugging, app)) == []
    assert [partial.reason for partial in app.partials["debugging"]] == ["unread"]
