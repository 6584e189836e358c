"""The SDK catalogue: every entry against names as packages carry them, its siblings and common code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from rules.catalogue import Catalogue
from rules.load import load
from rules.model import Mark, Rung, Signature
from scanner.kinds import Kind
from scanner.model import Evidence, Inventory, Package, Platform, Scan, Where

FILES = sorted((Path(__file__).parents[2] / "rules" / "sdks").glob("*.yaml"))
_COMMON = """
android.support.v4.app.Fragment androidx.core.content.FileProvider androidx.work.impl.WorkManagerInitializer
androidx.startup.InitializationProvider androidx.room.MultiInstanceInvalidationService
com.google.android.material.button.MaterialButton com.google.gson.Gson com.google.common.collect.Lists
com.google.protobuf.MessageLite com.google.zxing.BarcodeFormat dagger.internal.DoubleCheck
javax.inject.Inject kotlin.Unit kotlinx.coroutines.Job okhttp3.OkHttpClient okio.Buffer retrofit2.Retrofit
com.squareup.okhttp.OkHttpClient com.squareup.picasso.Picasso com.squareup.otto.Bus
com.bumptech.glide.Glide com.nostra13.universalimageloader.core.ImageLoader butterknife.ButterKnife
com.facebook.drawee.view.SimpleDraweeView com.facebook.imagepipeline.core.ImagePipeline
com.facebook.stetho.Stetho com.facebook.crypto.Crypto com.facebook.rebound.Spring
com.facebook.shimmer.ShimmerFrameLayout com.facebook.soloader.SoLoader com.facebook.cache.common.CacheKey
com.alibaba.fastjson.JSON com.alibaba.android.arouter.launcher.ARouter com.android.volley.Request
io.reactivex.Observable rx.Observable rx.android.schedulers.AndroidSchedulers
org.greenrobot.eventbus.EventBus de.greenrobot.event.EventBus org.greenrobot.greendao.AbstractDao
org.jsoup.Jsoup org.apache.http.client.HttpClient org.apache.commons.io.IOUtils org.slf4j.Logger
org.litepal.LitePal io.realm.Realm com.j256.ormlite.dao.Dao net.sqlcipher.database.SQLiteDatabase
com.airbnb.lottie.LottieAnimationView com.github.mikephil.charting.charts.BarChart
com.github.chrisbanes.photoview.PhotoView uk.co.senab.photoview.PhotoView com.yalantis.ucrop.UCrop
com.luck.picture.lib.PictureSelector com.blankj.utilcode.util.Utils com.orhanobut.logger.Logger
com.afollestad.materialdialogs.MaterialDialog com.jakewharton.disklrucache.DiskLruCache
com.nineoldandroids.view.ViewHelper com.daimajia.swipe.SwipeLayout com.scwang.smartrefresh.layout.X
com.chad.library.adapter.base.BaseQuickAdapter com.loopj.android.http.AsyncHttpClient
com.lidroid.xutils.HttpUtils org.xutils.x net.tsz.afinal.FinalActivity com.just.agentweb.AgentWeb
com.yanzhenjie.permission.AndPermission com.tbruyelle.rxpermissions2.RxPermissions
pub.devrel.easypermissions.EasyPermissions pl.droidsonroids.gif.GifDrawable top.zibin.luban.Luban
com.bigkoo.pickerview.OptionsPickerView com.handmark.pulltorefresh.library.PullToRefreshListView
libc++_shared.so libgnustl_shared.so libjsc.so libsqlcipher.so libpl_droidsonroids_gif.so librsjni.so
libimagepipeline.so libglide-webp.so libstatic-webp.so librealm-jni.so
libcrypto.so libssl.so libcurl.so libavcodec.so libavformat.so libffmpeg.so libopencv_java3.so
libopencv_java4.so libjpeg.so libpng.so libwebp.so libsqlite.so libsqlite3.so libsqlite3x.so
libquickjs.so libx264.so libmp3lame.so libzbar.so libprotobuf.so libbreakpad.so libfb.so libfbjni.so
libmmkv.so libWCDB.so libwcdb.so libpag.so libMNN.so libncnn.so libTNN.so libpaddle_lite_jni.so
libonnxruntime.so libtensorflowlite_jni.so libfmod.so libvlc.so libogg.so libspeex.so libopus.so
libbspatch.so libhdiffpatch.so libbrotli.so libsodium.so libj2v8.so libandroidx.graphics.path.so
libdatastore_shared_counter.so libgpuimage-library.so libxhook.so libbytehook.so com.tencent.mmkv.MMKV
com.tencent.wcdb.database.SQLiteDatabase androidx.profileinstaller.ProfileInstallReceiver
com.alibaba.android.vlayout.VirtualLayoutManager com.alibaba.fastjson2.JSON me.jessyan.autosize.AutoSize
com.zhy.http.okhttp.OkHttpUtils com.lzy.okgo.OkGo com.youth.banner.Banner
com.hjq.permissions.XXPermissions com.gyf.immersionbar.ImmersionBar com.jess.arms.base.App
com.liulishuo.filedownloader.FileDownloader com.danikula.videocache.HttpProxyCacheServer
com.shuyu.gsyvideoplayer.GSYVideoManager cn.bingoogolapple.qrcode.core.X
"""
COMMON = _COMMON.split()
"""Libraries that serve every app: none of them is an SDK."""
PLACEHOLDERS = ("UMENG_CHANNEL", "CHANNEL", "MY_CHANNEL", "com.google.android.gms.version")


@cache
def signatures() -> tuple[Signature, ...]:
    return load().rules.sdks


@cache
def catalogue() -> Catalogue:
    return Catalogue(signatures())


def by_id(id_: str) -> Signature:
    return catalogue().by_id[id_]


def scan_of(inventory: Inventory, evidence: tuple[Evidence, ...] = ()) -> Scan:
    package = Package(Platform.ANDROID, "org.school.app", "1.0", "1", "应用", "0" * 64, "0" * 64, 1)
    return Scan(1, "test", "2026-01-01", package, "", (), (), evidence, {}, inventory)


def defining(*classes: str) -> Inventory:
    """An app that defines these classes and uses each from code of its own."""
    packages = sorted({cls.rpartition(".")[0] for cls in classes} | {"org.school.app"})
    inside = tuple(
        tuple(sorted(c.rpartition(".")[2] for c in classes if c.rpartition(".")[0] == package))
        for package in packages
    )
    own = packages.index("org.school.app")
    refers = tuple(
        tuple(n for n in range(len(packages)) if n != own) if number == own else ()
        for number in range(len(packages))
    )
    return Inventory(packages=tuple(packages), classes=inside, refers=refers)


def named(scan: Scan) -> set[str]:
    return {item.value for item in catalogue().recognise(scan) if item.detail["strength"] == "named"}


def seen(scan: Scan) -> set[str]:
    return {item.value for item in catalogue().recognise(scan)}


def code_marks() -> Iterator[tuple[Signature, Mark]]:
    for signature in signatures():
        for mark in signature.marks:
            if mark.type == "code":
                yield signature, mark


def test_as_many_as_promised() -> None:
    """At least 450 with marks of two kinds."""
    assert len([s for s in signatures() if len({m.type for m in s.marks}) > 1]) >= 450


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_holds_its_category(path: Path) -> None:
    for entry in yaml.safe_load(path.read_text("utf-8")):
        assert entry["category"] == path.stem, entry["id"]


def test_every_mark_says_where_it_was_seen() -> None:
    """What is only remembered can only suspect; so can a host, which apps also talk to without an SDK."""
    for signature in signatures():
        for mark in signature.marks:
            assert mark.source
            if mark.source == "memory" or mark.type == "host":
                assert not mark.strong, (signature.id, mark.value)


def test_names_that_must_match() -> None:
    for signature in signatures():
        assert signature.must_match, signature.id
        for name in signature.must_match:
            assert signature.id in catalogue().named(name), (signature.id, name)


def test_nearest_siblings_are_not_mistaken() -> None:
    for signature in signatures():
        assert signature.must_not_match, signature.id
        for name in signature.must_not_match:
            assert signature.id not in catalogue().named(name), (signature.id, name)


def test_an_app_that_defines_the_names_is_told_to_carry_the_sdk() -> None:
    """As code, in the manifest or as what an iOS program imports, through the whole recognition."""
    for signature in signatures():
        for name in signature.must_match:
            if "/" in name or name.endswith(".so") or catalogue().host_owner(name):
                continue
            code = scan_of(defining(name if name.rpartition(".")[2][:1].isupper() else f"{name}.Any"))
            component = Evidence(Kind.COMPONENT, name, Where(entry="AndroidManifest.xml"), "manifest", {})
            taken = scan_of(Inventory(externals={name: ()}))
            assert signature.id in seen(code) | seen(scan_of(Inventory(), (component,))) | seen(taken), name


def test_an_adapter_that_names_other_networks_is_not_those() -> None:
    """A class that another's code merely refers to is defined nowhere in the app."""
    adapter = "com.anythink.network.toutiao.TTATSplashAdapter"
    others = ("com.bytedance.sdk.openadsdk.TTAdSdk", "com.qq.e.ads.ADActivity", "com.sigmob.windad.WindAds")
    packages = sorted({name.rpartition(".")[0] for name in (adapter, *others)})
    home = packages.index("com.anythink.network.toutiao")
    inventory = Inventory(
        packages=tuple(packages),
        classes=tuple(("TTATSplashAdapter",) if n == home else () for n in range(len(packages))),
        refers=tuple(
            tuple(x for x in range(len(packages)) if x != home) if n == home else ()
            for n in range(len(packages))
        ),
    )
    assert seen(scan_of(inventory)) == {"topon"}


def test_sharing_to_wechat_is_not_paying() -> None:
    shared = defining("com.tencent.mm.opensdk.modelmsg.SendMessageToWX")
    assert seen(scan_of(shared)) == {"wechat-opensdk"}
    paid = defining(
        "com.tencent.mm.opensdk.modelmsg.SendMessageToWX", "com.tencent.mm.opensdk.modelpay.PayReq"
    )
    assert "wechat-pay" in seen(scan_of(paid)) - named(scan_of(paid)), "classes alone only suspect"


def test_the_advertising_id_is_not_admob() -> None:
    assert "admob" not in seen(scan_of(defining("com.google.android.gms.ads.identifier.AdvertisingIdClient")))


def test_kits_of_one_vendor_are_told_apart() -> None:
    kits = {
        "com.huawei.hms.push.HmsMessageService": "hms-push",
        "com.huawei.hms.iap.Iap": "hms-iap",
        "com.huawei.hms.ads.HwAds": "huawei-ads",
        "com.huawei.hms.ads.identifier.AdvertisingIdClient": "huawei-oaid",
        "com.huawei.hms.common.HuaweiApi": "hms-core",
        "com.umeng.analytics.MobclickAgent": "umeng-analytics",
        "com.umeng.message.PushAgent": "umeng-push",
        "com.umeng.socialize.UMShareAPI": "umeng-share",
        "com.tencent.bugly.crashreport.CrashReport": "bugly",
        "com.tencent.bugly.beta.Beta": "bugly-upgrade",
        "com.alipay.sdk.app.PayTask": "alipay",
        "com.alipay.share.sdk.openapi.IAPApi": "alipay-share",
        "com.unity3d.player.UnityPlayer": "unity",
        "com.unity3d.ads.UnityAds": "unity-ads",
    }
    for name, id_ in kits.items():
        assert catalogue().owner(name) == id_


def test_a_placeholder_names_nothing() -> None:
    assert not named(scan_of(Inventory(meta_data=PLACEHOLDERS)))


def test_names_of_public_lists_are_known_with_their_vendor() -> None:
    lines = (Path(__file__).parent / "known_names.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    assert len(rows) >= 500
    missed = [
        name
        for vendor, name, _list in rows
        if not any(re.search(vendor, by_id(id_).vendor) for id_ in catalogue().named(name))
    ]
    assert len(missed) <= 0.02 * len(rows), missed


@pytest.mark.parametrize("name", COMMON)
def test_common_libraries_are_no_sdk(name: str) -> None:
    assert not catalogue().named(name)


def test_code_of_the_corpus_apps_is_nobodys(corpus: Path) -> None:
    """The code of real apps is their own, save apps that are themselves an SDK's demo or service."""
    own_products = (
        "cn.sharesdk.",
        "com.alipay.",
        "com.unionpay.",
        "appinventor.",
        "com.github.gzuliyujiang.",
    )
    for line in (corpus / "catalog.tsv").read_text("utf-8").splitlines()[1:]:
        app = line.split("\t")[5]
        if app.count(".") < 1 or f"{app}.".startswith(own_products):
            continue
        assert not catalogue().owner(f"{app}.MainActivity") or app.startswith(KNOWN_APPS), app


KNOWN_APPS: tuple[str, ...] = ("io.dcloud.", "com.tencent.", "com.baidu.", "com.google.")
"""Packages under whose names an SDK's vendor also publishes apps."""


def test_a_suspicion_stays_one() -> None:
    """One weak mark alone does not name an SDK."""
    hosts = tuple(sorted({m.value for s in signatures() for m in s.marks if m.type == "host"}))
    assert not named(scan_of(Inventory(hosts=hosts)))


def test_the_rung_follows_use() -> None:
    used = catalogue().recognise(scan_of(defining("cn.jpush.android.api.JPushInterface")))
    assert {item.detail["rung"] for item in used} == {Rung.REFERENCED.name.lower()}
