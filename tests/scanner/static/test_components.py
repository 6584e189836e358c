"""Components, exported and enabled as Android decides; deep links."""

from __future__ import annotations

import pytest

from scanner.kinds import Kind
from scanner.static import components
from tests.apps.standin import StandIn, app, details, found

VIEW = '<action android:name="android.intent.action.VIEW"/>'
MAIN = (
    '<intent-filter><action android:name="android.intent.action.MAIN"/>'
    '<category android:name="android.intent.category.LAUNCHER"/></intent-filter>'
)


def _app(inner: str, target: int = 30, attributes: str = "", **more: object) -> StandIn:
    return app(
        f'<manifest package="a.b"><uses-sdk android:targetSdkVersion="{target}"/>'
        f"<application {attributes}>{inner}</application></manifest>",
        **more,  # type: ignore[arg-type]
    )


def _components(given: StandIn) -> dict[str, dict[str, object]]:
    return details([item for item in found(components, given) if item.kind is Kind.COMPONENT])


@pytest.mark.parametrize(
    ("xml", "target", "exported", "stated"),
    [
        ('<activity android:name=".A"/>', 30, False, False),
        (f'<activity android:name=".A">{MAIN}</activity>', 30, True, False),
        (f'<activity android:name=".A" android:exported="false">{MAIN}</activity>', 30, False, True),
        ('<activity android:name=".A"><intent-filter/></activity>', 30, False, False),
        ('<service android:name=".A"><intent-filter/></service>', 30, True, False),
        ('<service android:name=".A" android:exported="true"/>', 30, True, True),
        (f'<receiver android:name=".A"><intent-filter>{VIEW}</intent-filter></receiver>', 30, True, False),
        ('<provider android:name=".A" android:authorities="x"/>', 16, True, False),
        ('<provider android:name=".A" android:authorities="x"/>', 17, False, False),
        ('<activity android:name=".A" android:exported="@bool/yes"/>', 30, True, True),
        ('<activity android:name=".A" android:exported="yes"/>', 30, False, True),
    ],
)
def test_exported_stated_or_following(xml: str, target: int, exported: bool, stated: bool) -> None:
    evidence = _components(_app(xml, target, resources={"bool/yes": {"": True}}))
    assert (evidence["a.b.A"]["exported"], evidence["a.b.A"]["exported_stated"]) == (exported, stated)


def test_details() -> None:
    given = _app(
        f"""
        <activity android:name=".A" android:process=":remote" android:permission="a.b.P">{MAIN}</activity>
        <activity-alias android:name="Alias" android:targetActivity=".A" android:enabled="false"/>
        <provider android:name="c.Init" android:authorities="a.b.one;a.b.two" android:initOrder="100"
                  android:readPermission="a.b.READ"/>
        <service android:name=".S" android:process="other"/>
        """,
        attributes='android:name=".App" android:appComponentFactory="x.Factory" android:backupAgent=".Agent"',
    )
    evidence = _components(given)
    assert evidence["a.b.App"]["type"] == "application"
    assert evidence["x.Factory"]["type"] == "component-factory"
    assert evidence["a.b.Agent"]["type"] == "backup-agent"
    assert evidence["a.b.A"] == {
        "type": "activity", "exported": True, "exported_stated": False, "enabled": True, "launcher": True,
        "permission": "a.b.P", "process": "a.b:remote", "actions": ("android.intent.action.MAIN",),
    }  # fmt: skip
    assert evidence["a.b.Alias"]["target"] == "a.b.A"
    assert evidence["a.b.Alias"]["enabled"] is False
    assert evidence["c.Init"]["authorities"] == ("a.b.one", "a.b.two")
    assert evidence["c.Init"]["init_order"] == 100
    assert evidence["c.Init"]["read_permission"] == "a.b.READ"
    assert "permission" not in evidence["c.Init"]
    assert evidence["a.b.S"]["process"] == "other"


def test_application_settings_hold_for_its_components() -> None:
    given = _app(
        '<activity android:name=".A"/><service android:name=".S" android:permission="own"/>',
        attributes='android:permission="all" android:enabled="false" android:process="p"',
    )
    evidence = _components(given)
    assert (evidence["a.b.A"]["permission"], evidence["a.b.S"]["permission"]) == ("all", "own")
    assert (evidence["a.b.A"]["enabled"], evidence["a.b.A"]["process"]) == (False, "p")


def test_a_second_application_does_not_exist() -> None:
    given = app(
        '<manifest package="a.b"><application><activity android:name=".A"/></application>'
        '<application><activity android:name=".B"/></application></manifest>'
    )
    assert list(_components(given)) == ["a.b.A"]
    assert found(components, given)[0].where.element == "manifest/application[1]/activity"


def test_components_of_splits_with_the_rules_of_the_base() -> None:
    base = '<manifest package="a.b"><uses-sdk android:targetSdkVersion="16"/><application/></manifest>'
    split = (
        '<manifest package="a.b" split="s"><application>'
        '<provider android:name=".P" android:authorities="x"/></application></manifest>'
    )
    (item,) = found(components, app(base, split))
    assert item.where.entry == "split1.apk!/AndroidManifest.xml"
    assert item.detail["exported"] is True


def test_links_in_every_combination() -> None:
    given = _app(f"""
        <activity android:name=".A"><intent-filter android:autoVerify="true">{VIEW}
          <category android:name="android.intent.category.BROWSABLE"/>
          <data android:scheme="https"/><data android:host="one.example"/>
          <data android:host="two.example" android:port="8443" android:pathPrefix="/a"/>
          <data android:path="/b"/><data android:pathSuffix=".c"/>
        </intent-filter><intent-filter>{VIEW}<data android:scheme="app"/><data android:mimeType="a/b"/>
        </intent-filter><intent-filter>{VIEW}<data android:mimeType="text/plain"/></intent-filter></activity>
    """)
    links = [item for item in found(components, given) if item.kind is Kind.DEEP_LINK]
    assert [item.value for item in links] == [
        "https://one.example/a*", "https://one.example/b", "https://one.example*.c",
        "https://two.example:8443/a*", "https://two.example:8443/b", "https://two.example:8443*.c", "app://",
    ]  # fmt: skip
    assert links[0].detail == {"component": "a.b.A", "verified": True, "browsable": True}
    assert links[-1].detail == {"component": "a.b.A", "verified": False, "browsable": False}
    assert links[0].where.element == "manifest/application/activity/intent-filter[1]"


def test_links_without_end_are_cut_and_said() -> None:
    data = "".join(
        f'<data android:scheme="s{n}" android:host="h{n}" android:path="/{n}"/>' for n in range(60)
    )
    given = _app(f'<activity android:name=".A"><intent-filter>{VIEW}{data}</intent-filter></activity>')
    links = [item for item in found(components, given) if item.kind is Kind.DEEP_LINK]
    assert len(links) == components.LINKS
    assert [(name, reason) for name, reason, _ in given.partials] == [("components", "limit")]
