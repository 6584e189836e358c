"""Superclasses of the framework."""

from __future__ import annotations

from scanner.framework import PARENT, heirs, lineage


def test_lineage_and_heirs_are_each_others_inverse() -> None:
    for name in PARENT:
        line = lineage(name)
        assert line[-1] in ("android.content.Context", "java.lang.Object")
        assert all(name in heirs(above) for above in line)


def test_what_it_is_for() -> None:
    assert "android.content.Context" in lineage("android.app.ListActivity")
    assert {"android.app.Application", "android.app.IntentService"} <= set(heirs("android.content.Context"))
    assert heirs("android.webkit.WebView") == ("android.webkit.WebView",)
    assert lineage("com.unknown.Class") == ("com.unknown.Class",)
