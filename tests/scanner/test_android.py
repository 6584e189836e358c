"""What analyzers may ask of an Android app: parts together, code that is missing or cannot be seen."""

from __future__ import annotations

import pytest

from scanner.app import Partial
from scanner.model import ByteRules, WatchList
from tests.apps.apk import LAUNCHER, NAMESPACE, activity, apk, manifest
from tests.apps.axmlwriter import compiled
from tests.apps.dexwriter import Class, dex
from tests.apps.inprocess import opened
from tests.apps.keys import identity
from tests.apps.signer import sign_v1
from tests.apps.zipwriter import Zip

KEY = identity("app", "ec", 256)
PACKER = WatchList(
    bytes=(
        ByteRules(
            "packers",
            'rule p { meta: category = "packer" strength = "strong" condition: filename == "libpacker.so" }\n'
            'rule weak { meta: category = "packer" strength = "weak" condition: filename == "libweak.so" }\n'
            'rule game { meta: category = "engine" strength = "strong" condition: filename == "libgame.so" }',
        ),
    )
)


def split_set() -> list[tuple[str, bytes]]:
    base = apk(manifest(package="cn.example.set"), [Class("Lcn/example/set/Main;")], {"assets/a": b"base"},
               {"string/one": {"": "One"}}, KEY)  # fmt: skip
    split = apk(
        f'<manifest {NAMESPACE} package="cn.example.set" split="config.zh" android:versionCode="1">'
        '<application><activity android:name="cn.example.set.Late"/></application></manifest>',
        [Class("Lcn/example/set/Late;")],
        {"assets/b": b"split"},
        {"string/one": {"zh": "一"}, "string/two": {"": "Two"}},
        KEY,
    )
    return [("base.apk", base), ("split.apk", split)]


def test_parts_are_asked_together() -> None:
    app = opened(split_set())
    assert list(app.resources.names()) == ["string/one", "string/two"]
    assert app.code.type_number("cn.example.set.Main") >= 0
    assert app.code.type_number("cn.example.set.Late") >= 0
    assert app.code.places == ["base.apk!/classes.dex", "split.apk!/classes.dex"]
    assert app.missing_code == ()
    assert [signing.newest for signing in app.verified] == [(KEY.sha256,)] * 2


def test_a_resource_table_that_cannot_be_unpacked_is_none() -> None:
    archive = Zip().add("AndroidManifest.xml", compiled(manifest()))
    archive.add("resources.arsc", b"x", packed_data=b"\xff\xff")
    app = opened(archive.bytes())
    assert not list(app.resources.names())
    assert [content.path for content in app.contents if content.unread] == ["resources.arsc"]


@pytest.mark.parametrize(("minimum", "level"), [(1, 1), (24, 24)])
def test_the_lowest_version(minimum: int, level: int) -> None:
    assert opened(apk(manifest(minimum=minimum))).min_sdk == level
    bare = f'<manifest {NAMESPACE} package="a.b"/>'
    assert opened(apk(bare)).min_sdk == 1


def test_classes_that_the_manifest_names_and_no_code_defines() -> None:
    inside = (
        activity("cn.example.app.Main", LAUNCHER)
        + '<activity-alias android:name="cn.example.app.Alias" android:targetActivity="cn.example.app.Gone"/>'
        + '<provider android:name=".Provider" android:authorities="x"/>'
    )
    app = opened(apk(manifest(components=inside), [Class("Lcn/example/app/Main;")]))
    assert app.missing_code == (
        ("activity-alias", "cn.example.app.Gone"),
        ("provider", "cn.example.app.Provider"),
    )
    assert app.hidden_code == ""  # a left-over component does not hide the code


@pytest.mark.parametrize(
    ("library", "application", "hidden"),
    [
        ("libpacker.so", "", "packed"),
        ("libpacker.so", 'android:name="cn.example.app.Gone"', "packed"),
        ("libweak.so", "", ""),
        ("libgame.so", "", ""),
        ("libother.so", 'android:name="cn.example.app.Gone"', "code-missing"),
        ("libother.so", 'android:name="cn.example.app.Here"', ""),
    ],
)
def test_why_code_cannot_be_seen(library: str, application: str, hidden: str) -> None:
    data = apk(
        manifest(application=application),
        [Class("Lcn/example/app/Here;")],
        {f"lib/x86/{library}": b"\x7fELF"},
    )
    app = opened(data, PACKER)
    assert app.hidden_code == hidden
    app.say_unread("uses")
    assert [partial.reason for partial in app.partials.get("uses", [])] == ([hidden] if hidden else [])


def test_code_that_cannot_be_read_is_said_by_each_who_asks() -> None:
    broken = dex(Class("La/B;"))[:130]
    app = opened(apk(manifest(), [Class("La/A;")], {"assets/x.dex": broken}))
    app.say_unread("uses")
    (partial,) = app.partials["uses"]
    assert partial.reason == "unread"
    assert partial.note.startswith("assets/x.dex: ")
    app.partial("uses", "budget", "too much")
    assert app.partials["uses"] == [partial, Partial("budget", "too much")]
    assert set(app.partials) == {"uses"}


def test_digests_of_v1_are_held_against_the_contents() -> None:
    plain = apk(manifest(minimum=19), (), {"assets/a": b"x"}, signed=False)
    good = opened(sign_v1(plain, KEY))
    assert good.verified[0].scheme("v1").state == "verified"
    changed = sign_v1(plain, KEY, edit_manifest=lambda text: text.replace(b"Digest: ", b"Digest: A", 2))
    assert opened(changed).verified[0].scheme("v1").state == "broken"
