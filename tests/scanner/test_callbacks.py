"""The tables of framework callbacks."""

from __future__ import annotations

from scanner import callbacks


def test_known_and_unknown_types() -> None:
    assert callbacks.traits(b"Ljava/lang/Runnable;", as_class=False) == callbacks.ASYNC
    assert callbacks.traits(b"Landroid/view/View$OnClickListener;", as_class=False) == callbacks.UI
    assert (
        callbacks.traits(b"Landroid/app/Activity;", as_class=True) == callbacks.SYSTEM | callbacks.COMPONENT
    )
    assert callbacks.traits(b"Ljava/lang/Object;", as_class=True) == 0
    assert callbacks.traits(b"Landroid/widget/TextView;", as_class=True) == callbacks.SYSTEM
    assert callbacks.traits(b"Landroid/location/LocationListener;", as_class=False) == callbacks.ANY
    assert callbacks.traits(b"Ljava/util/AbstractList;", as_class=True) == callbacks.ANY


def test_tables_are_well_formed() -> None:
    assert all(name[:1] == b"L" and name[-1:] == b";" and b"." not in name for name in callbacks.TRAITS)
    assert set(callbacks.LIFECYCLE) > callbacks.SURE_LIFECYCLE
    for names in (
        callbacks.ASYNC_NAMES,
        callbacks.UI_NAMES,
        callbacks.POSTERS,
        callbacks.STARTERS,
        callbacks.LIFECYCLE,
    ):
        assert len(set(names)) == len(names)
    assert not set(callbacks.UI_NAMES) & (set(callbacks.ASYNC_NAMES) | set(callbacks.LIFECYCLE))


def test_names_that_the_framework_calls() -> None:
    assert callbacks.is_system_name(b"onReceive")
    assert callbacks.is_system_name(b"query")
    assert not callbacks.is_system_name(b"only")
    assert not callbacks.is_system_name(b"pay")
