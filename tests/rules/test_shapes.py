"""The shape profiles of the house: SDKs of real apps whose code was renamed and flattened are still named.

Kept are the classes of the manifest and those with native methods, as optimisers keep them. What is measured
also without the manifest's help is what shapes alone tell.
"""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from rules.catalogue import Catalogue
from rules.learn import learn
from rules.load import RuleBase
from rules.model import Mark
from rules.profiles import LEAST, MOST, parse
from scanner.model import Scan
from scanner.static import components
from tests.apps.dexrename import Renaming
from tests.apps.inprocess import found, opened, scan
from tests.rulings import sdk

EXPECTED: list[dict[str, Any]] = list(
    yaml.safe_load((Path(__file__).parents[1] / "corpus_expected.yaml").read_text("utf-8")).values()
)
APPS = (
    "Exodus-Privacy-exodus-core__instapaper.apk",
    "MobClub-C2DXShareSDKSample__HelloCpp.apk",
    "TANGKUO-AlipayDemo__alipay_demo.apk",
    "ddssssdd-EasyDrive366_android__UPPayPluginEx.apk",
    "djhoo-chachat-android__SplashActivity.apk",
    "gzu-liyujiang-Android_CN_OAID__demo.apk",
    "jinwanlin-BaiduPushDemo__PushDemo.apk",
    "liudabao-BuglyDemo__app-baidu-release.apk",
    "qwei-PhoneNumberManager__app-baidu-debug.apk",
    "zxd191990-Zhidu-Android__SplashActivity.apk",
)


@cache
def renamed(path: Path) -> Scan:
    """A scan of the app with everything renamed and flattened that need not keep its name."""
    data = path.read_bytes()
    kept = {item.value for item in found(components, opened(data, read=False))}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        files = {info.filename: package.read(info) for info in package.infolist()}
    dexes = [name for name in files if name.startswith("classes") and name.endswith(".dex")]
    names = Renaming([files[name] for name in dexes], kept)
    files.update({name: names.rewrite(files[name]) for name in dexes})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return scan(out.getvalue())


def named(known: Catalogue, scanned: Scan, mark: str = "") -> set[str]:
    return {
        item.value
        for item in known.recognise(scanned)
        if item.detail["strength"] == "named" and mark in ("", item.detail["mark"])
    }


def expected(file: str) -> set[str]:
    return set(next(row["sdks"] for row in EXPECTED if row["file"] == file))


@pytest.fixture(scope="module")
def known(base: RuleBase) -> Catalogue:
    return Catalogue(base.rules.sdks)


def test_most_sdks_of_ten_renamed_apps_are_still_named_and_none_wrongly(
    corpus: Path, known: Catalogue
) -> None:
    wanted = [(app, id_) for app in APPS for id_ in sorted(expected(app))]
    still = [(app, id_) for app, id_ in wanted if id_ in named(known, renamed(corpus / "dev" / app))]
    assert len(still) >= 0.85 * len(wanted), set(wanted) - set(still)
    for app in APPS:
        assert named(known, renamed(corpus / "dev" / app)) <= expected(app), app


def test_shapes_alone_tell_them(corpus: Path, known: Catalogue, base: RuleBase) -> None:
    profiled = {s.id for s in base.rules.sdks if any(mark.type == "shape" for mark in s.marks)}
    bare = Catalogue([sdk(s.id, *(m for m in s.marks if m.type == "shape")) for s in base.rules.sdks])
    wanted = [(app, id_) for app in APPS for id_ in sorted(expected(app) & profiled)]
    still = [(app, id_) for app, id_ in wanted if id_ in named(bare, renamed(corpus / "dev" / app))]
    assert len(still) >= 0.9 * len(wanted), set(wanted) - set(still)


def test_a_profile_learnt_from_the_plain_app_names_the_renamed_one(corpus: Path, known: Catalogue) -> None:
    path = corpus / "dev" / "TANGKUO-AlipayDemo__alipay_demo.apk"
    profile = learn(scan(path.read_bytes()), "alipay", ["com.alipay.sdk"], known)
    taught = Catalogue([sdk("learnt", Mark("shape", profile, True, "t"))])
    assert named(taught, renamed(path)) == {"learnt"}
    for app in APPS:
        if "alipay" not in expected(app):
            assert not taught.recognise(renamed(corpus / "dev" / app)), app


def test_profiles_are_hashes_of_bounded_number(base: RuleBase) -> None:
    marks = [mark for s in base.rules.sdks for mark in s.marks if mark.type == "shape"]
    assert len(marks) >= 30
    assert all(LEAST <= len(parse(mark.value)) <= MOST for mark in marks)
