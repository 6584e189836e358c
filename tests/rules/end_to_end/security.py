"""SEC, DYN and CPL: switches, signatures, certificates, code from elsewhere, what keeps us out."""

from __future__ import annotations

from tests.apps.axmlwriter import compiled
from tests.apps.dexwriter import Class, Method, constructor
from tests.apps.keys import identity
from tests.apps.signer import Signer, sign_block, sign_v1
from tests.rules.end_to_end.functions import says
from tests.rules.end_to_end.permissions import idle
from tests.rules.end_to_end.recipe import NO_BACKUP, PACKAGE, Made, Pair, call, kit, main

SSL, TEXT = "Lorg/apache/http/conn/ssl/", "Ljava/lang/String;"
ALLOW_ALL = (
    "sget-object",
    0,
    f"{SSL}SSLSocketFactory;->ALLOW_ALL_HOSTNAME_VERIFIER:{SSL}X509HostnameVerifier;",
)
STRICT = (ALLOW_ALL[0], 0, ALLOW_ALL[2].replace("ALLOW_ALL", "STRICT"))
RSA = identity("security rsa", "rsa", 2048)
SMALL = identity("security small", "rsa", 1024)
DEBUG = identity("security debug", "rsa", 2048, "CN=Android Debug, O=Android, C=US")
KEY_ID = "LTAI" + "5tQnRz8Wc2Lx9VbYkD3m"
ANNOTATION = "Landroid/webkit/JavascriptInterface;"
LOAD = call("Landroid/webkit/WebView;->loadUrl(Ljava/lang/String;)V", 0, 1)
LOADER = (
    "invoke-direct",
    (0, 1, 2, 3, 4),
    f"Ldalvik/system/DexClassLoader;-><init>({TEXT * 3}Ljava/lang/ClassLoader;)V",
)
PINNER = "Lokhttp3/CertificatePinner$Builder;"
PIN = call(f"{PINNER}->add({TEXT}[{TEXT}){PINNER}", 0, 1, 2)
TINKER = call(
    f"Lcom/tencent/tinker/lib/tinker/TinkerInstaller;->onReceiveUpgradePatch(Landroid/content/Context;{TEXT})V",
    0,
    1,
    static=True,
)
CONFIG = {"xml/net": {"": "res/xml/net.xml"}}


def network(text: str) -> Made:
    """With a network security configuration."""
    return Made(
        attributes=f'{NO_BACKUP} android:networkSecurityConfig="@xml/net"',
        resources=CONFIG,
        entries={"res/xml/net.xml": compiled(f"<network-security-config>{text}</network-security-config>")},
    )


def provider(more: str, exported: str = "true") -> Made:
    more += f' android:authorities="{PACKAGE}.p" android:exported="{exported}"'
    return Made(
        inside=f'<provider android:name="{PACKAGE}.P" {more}/>', classes=[Class("Lcn/example/homework/P;")]
    )


def v1_only(minimum: int) -> Made:
    return Made(signed=False, minimum=minimum, finish=lambda data: sign_v1(data, RSA))


def by_v2(key: object) -> Made:
    return Made(signed=False, finish=lambda data: sign_block(data, v2=[Signer(key)]))  # type: ignore[arg-type]


CALM = Made()
OFFER = Class(
    "Lcn/example/homework/Offer;",
    constructor(),
    Method("user()Ljava/lang/String;", ("const/4", 0, 0), ("return-object", 0), annotations=[ANNOTATION]),
)
HAND_OUT = (
    ("const/4", 0, 0),
    ("new-instance", 1, OFFER.name),
    ("invoke-direct", (1,), f"{OFFER.name}-><init>()V"),
    ("const-string", 2, "app"),
    call(f"Landroid/webkit/WebView;->addJavascriptInterface(Ljava/lang/Object;{TEXT})V", 0, 1, 2),
)


def bridge(clear: bool) -> Made:
    """Pages get an object of the app; over plain connections anybody on the way can write the page."""
    attributes = f'{NO_BACKUP} android:usesCleartextTraffic="{str(clear).lower()}"'
    return Made(start=main(*HAND_OUT), classes=[OFFER], attributes=attributes)


PIN_SET = '<pin-set><pin digest="SHA-256">7HIpactkIAq2Y49orFOOQKurWxmmSFZhBCoQYcRhJ3Y=</pin></pin-set>'
PINS = f"<domain-config><domain>api.example.cn</domain>{PIN_SET}</domain-config>"

PAIRS = (
    Pair(
        "SEC-001",
        "the switch",
        Made(attributes=f'{NO_BACKUP} android:debuggable="true"'),
        Made(attributes=f'{NO_BACKUP} android:debuggable="false"'),
        outcome="violated",
        severity=3,
    ),
    Pair(
        "SEC-002",
        "the switch",
        Made(attributes=f'{NO_BACKUP} android:usesCleartextTraffic="true"'),
        CALM,
        outcome="violated",
        severity=1,
    ),
    Pair(
        "SEC-002",
        "the version that allowed it by default",
        Made(target=27),
        Made(target=28),
        outcome="violated",
    ),
    Pair(
        "SEC-002",
        "for everything or for one domain",
        network('<base-config cleartextTrafficPermitted="true"/>'),
        network(
            '<domain-config cleartextTrafficPermitted="true"><domain>old.example.cn</domain></domain-config>'
        ),
        outcome="violated",
    ),
    Pair(
        "SEC-003",
        "which verifier is taken",
        Made(start=main(ALLOW_ALL)),
        Made(start=main(STRICT)),
        calm_outcome="unknown",
        severity=2,
    ),
    Pair(
        "SEC-003",
        "code that runs or only lies there",
        Made(start=main(ALLOW_ALL)),
        Made(classes=idle(ALLOW_ALL)),
        calm_outcome="unknown",
    ),
    Pair(
        "SEC-004",
        "v1 alone on systems that take it",
        v1_only(26),
        v1_only(27),
        outcome="violated",
        severity=2,
    ),
    Pair("SEC-004", "the length of the key", by_v2(SMALL), by_v2(RSA), outcome="violated"),
    Pair("SEC-004", "the well-known name of the test key", by_v2(DEBUG), by_v2(RSA), outcome="violated"),
    Pair(
        "SEC-005",
        "a permission that guards it",
        provider(""),
        provider('android:permission="cn.example.homework.READ"'),
        severity=2,
    ),
    Pair("SEC-005", "open to others", provider(""), provider("", "false")),
    Pair("SEC-006", "plain connections", bridge(True), bridge(False), calm_outcome="unknown", severity=2),
    Pair(
        "SEC-007",
        "the form of a key",
        Made(entries={"assets/a.json": f'{{"id": "{KEY_ID}"}}'.encode()}),
        Made(entries={"assets/a.json": f'{{"id": "{KEY_ID[:12]}"}}'.encode()}),
        severity=1,
    ),
    Pair(
        "SEC-008",
        "the mode of a cipher",
        Made(start=main(("const-string", 0, "AES/ECB/PKCS5Padding"))),
        Made(start=main(("const-string", 0, "AES/GCM/NoPadding"))),
    ),
    Pair(
        "SEC-010",
        "an address of a private network",
        Made(classes=says("http://192.168.1.20:8080/api")),
        Made(classes=says("http://203.0.113.20:8080/api")),
    ),
    Pair(
        "SEC-010",
        "a host for tests",
        Made(classes=says("https://test.example.cn/api")),
        Made(classes=says("https://contest.example.cn/api")),
    ),
    Pair(
        "SEC-014",
        "the lowest version that is still in use",
        Made(target=29),
        Made(target=30),
        outcome="violated",
        severity=1,
    ),
    Pair(
        "DYN-001",
        "the vendor's name space",
        Made(classes=[kit("com.taobao.sophix.SophixManager")]),
        Made(classes=[kit("com.taobao.other.Manager")]),
    ),
    Pair("DYN-001", "a patch that is taken", Made(start=main(TINKER)), Made(classes=idle(TINKER))),
    Pair(
        "DYN-002",
        "code that runs or only lies there",
        Made(start=main(LOADER)),
        Made(classes=idle(LOADER)),
        calm_outcome="unknown",
    ),
    Pair(
        "DYN-004",
        "a page at once or when a button is pressed",
        Made(start=main(LOAD)),
        Made(start=main(pressed=[LOAD])),
        calm_outcome="unknown",
    ),
    Pair(
        "CPL-001",
        "a packer's library",
        Made(entries={"lib/armeabi-v7a/libshell-super.2019.so": b"\x7fELF"}),
        Made(entries={"lib/armeabi-v7a/libshellsuper.so": b"\x7fELF"}),
    ),
    Pair(
        "CPL-002",
        "a look for a tool",
        Made(start=main(("const-string", 0, "frida-server"))),
        Made(start=main(("const-string", 0, "friday-server"))),
        calm_outcome="unknown",
    ),
    Pair(
        "CPL-003",
        "pins in the configuration",
        network(PINS),
        network(PINS.replace("pin-set", "other-set")),
        calm_outcome="unknown",
    ),
    Pair("CPL-003", "pins in code", Made(start=main(PIN)), Made(classes=idle(PIN)), calm_outcome="unknown"),
    Pair(
        "CPL-006",
        "an engine",
        Made(classes=[kit("org.andengine.engine.Engine")]),
        Made(classes=[kit("org.andengineer.Engine")]),
    ),
)
