"""Rules that a saved capture session decides: what happens in one fires, in a nearly equal one not."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from scanner.session import Access, Call, Event, Prompt, Seen, Trace
from tests.apps.session import ADULT, CHILD, DEVICE, at
from tests.apps.session import Made as Session
from tests.rules.end_to_end.recipe import Made, Pair

Happens = Callable[[Session], Session]
CAMERA, CONTACTS = "android.permission.CAMERA", "android.permission.READ_CONTACTS"
API, THIRD = "https://api.example.cn/v1", "https://ulogs.umeng.com/unify_logs"
OWN, UMENG = (
    ("cn.example.homework.App.onCreate",),
    ("com.umeng.analytics.Info.imei", "cn.example.homework.App.onCreate"),
)


def sends(seconds: float, url: str, body: Any, **more: Any) -> Happens:
    """One request at this second of the session."""
    return lambda session: session.sent(seconds, url, body, **more)


def does(*events: Event) -> Happens:
    """Events of the session."""
    return lambda session: session.add(*events)


def saw(seconds: float, *words: str) -> Happens:
    return does(*(Seen(at(seconds), word, "person") for word in words))


def left(where: str, text: str) -> Happens:
    """A log line or file on the device."""

    def happens(session: Session) -> Session:
        name, kept = session.writer.body(text.encode())
        return session.add(Trace(at(70), where, "a", name, kept, kept))

    return happens


def captured(*happens: Happens, **more: Any) -> Made:
    """A package that these captures were made of."""
    return Made(sessions=happens, **more)


def md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


IMEI, OAID = {"d": DEVICE["imei"]}, {"d": DEVICE["oaid"]}
BEFORE = sends(10, API, IMEI)
NO_GUARDIAN = ((5, "before_dialog"), (15, "dialog"), (55, "accepted"), (60, "used"), (120, "child"))
STATE = "主管单位信息.单位性质"
PUBLIC = {f"提供者备案信息表.{STATE}": "事业单位"}
RATE = [Call(at(62 + number), "location-last-known", OWN) for number in range(27)]
OFTEN = [Call(at(62 + number * 0.6), "location-last-known", OWN) for number in range(40)]
BOOT = (
    '<receiver android:name="cn.example.homework.Boot" android:exported="true"><intent-filter>'
    '<action android:name="android.intent.action.BOOT_COMPLETED"/></intent-filter></receiver>'
)

PAIRS = (
    Pair(
        "CON-001",
        "called before or after consent",
        captured(does(Call(at(10), "imei", OWN))),
        captured(does(Call(at(70), "imei", OWN))),
        severity=3,
    ),
    Pair(
        "CON-001",
        "whether anything came back, in two captures",
        captured(*[does(Call(at(10), "imei", OWN))] * 2),
        captured(*[does(Call(at(10), "imei", OWN, False))] * 2),
        outcome="violated",
    ),
    Pair(
        "CON-002",
        "asked before or after consent",
        captured(does(Prompt(at(10), CAMERA, "denied"))),
        captured(does(Prompt(at(70), CAMERA, "denied"))),
    ),
    Pair(
        "CON-003",
        "sent before or after consent",
        captured(BEFORE, BEFORE),
        captured(sends(70, API, IMEI)),
        outcome="violated",
    ),
    Pair(
        "CON-003",
        "hashed, in base64, within JSON",
        captured(sends(20, API, {"a": {"b": md5(DEVICE["imei"])}})),
        captured(sends(20, API, {"a": {"b": md5("nobody")}})),
    ),
    Pair(
        "CON-003",
        "too near the consent to say",
        captured(sends(52, API, IMEI)),
        captured(sends(54, API, IMEI)),
        calm_outcome="unknown",
    ),
    Pair(
        "CON-004",
        "what the dialog offers",
        captured(saw(20, "choice-unreal")),
        captured(saw(20, "refusal-offered")),
    ),
    Pair(
        "CON-005",
        "after a refusal or after the start that followed it",
        captured(sends(30, API, OAID)),
        captured(sends(43, API, OAID)),
        calm_outcome="satisfied",
    ),
    Pair(
        "CON-006",
        "exits or stays",
        captured(saw(30, "exit-on-refusal")),
        captured(saw(30, "stays-after-refusal")),
    ),
    Pair(
        "CON-007",
        "asks again",
        captured(saw(43, "dialog-again")),
        captured(saw(43, "refusal-offered")),
        calm_outcome="unknown",
    ),
    Pair(
        "CON-013",
        "nothing without signing in",
        captured(saw(58, "login-wall")),
        captured(saw(58, "crash")),
        calm_outcome="unknown",
    ),
    Pair(
        "MIN-002",
        "whether a guardian is asked first",
        captured(sends(130, API, {"n": CHILD["name"]}), capture={"phases": NO_GUARDIAN}),
        captured(sends(170, API, {"n": CHILD["name"]})),
        severity=4,
    ),
    Pair(
        "MIN-003",
        "who ticks",
        captured(saw(155, "guardian-tick-only")),
        captured(saw(155, "refusal-offered")),
        calm_outcome="unknown",
    ),
    Pair("FRQ-001", "how often in a minute", captured(does(*OFTEN)), captured(does(*RATE))),
    Pair(
        "FRQ-002",
        "in the background or in use",
        captured(does(Access(at(100), "FINE_LOCATION", "appops"))),
        captured(does(Access(at(70), "FINE_LOCATION", "appops"))),
    ),
    Pair(
        "FRQ-003",
        "seen to start itself",
        captured(saw(100, "self-start"), inside=BOOT),
        captured(saw(100, "crash"), inside=BOOT),
        calm_outcome="unknown",
    ),
    Pair(
        "FRQ-005",
        "recording in the background or in use",
        captured(does(Access(at(100), "RECORD_AUDIO", "appops"))),
        captured(does(Access(at(70), "RECORD_AUDIO", "appops"))),
        severity=4,
    ),
    Pair(
        "PII-001",
        "in clear text",
        captured(*[sends(70, "http://api.example.cn/", {"n": ADULT["name"]})] * 2),
        captured(*[sends(70, "https://api.example.cn/", {"n": ADULT["name"]})] * 2),
        outcome="violated",
    ),
    Pair(
        "PII-002",
        "in the address or in the body",
        captured(sends(70, f"{API}?p={ADULT['phone-number']}", b"")),
        captured(sends(70, API, {"p": ADULT["phone-number"]})),
    ),
    Pair(
        "PII-003",
        "how the password is sent",
        captured(sends(70, API, {"pwd": md5(ADULT["password"])})),
        captured(sends(70, API, {"pwd": hashlib.sha256(ADULT["password"].encode()).hexdigest()})),
    ),
    Pair(
        "PII-004",
        "what the log says",
        captured(left("log", ADULT["phone-number"])),
        captured(left("log", "login")),
    ),
    Pair(
        "PII-005",
        "what a file holds",
        captured(left("public", ADULT["password"])),
        captured(left("public", ADULT["nickname"])),
    ),
    Pair(
        "PII-006",
        "really sent",
        captured(sends(70, API, {"d": md5(DEVICE["mac-address"])})),
        captured(sends(70, API, {"d": md5("nobody")})),
    ),
    Pair(
        "PII-007",
        "together in one request",
        captured(sends(70, API, {**IMEI, "o": DEVICE["oaid"]})),
        captured(sends(70, API, IMEI), sends(71, API, OAID)),
    ),
    Pair(
        "PII-009",
        "somebody's number in an answer",
        captured(sends(70, API, {"q": 1}, answer={"id": "11010519491231002X"})),
        captured(sends(70, API, {"q": 1}, answer={"id": "110105194912310021"})),
    ),
    Pair(
        "XB-001",
        "where the address is",
        captured(sends(70, API, IMEI, address="203.0.113.9"), regions={"203.0.113.9": "US"}),
        captured(sends(70, API, IMEI, address="203.0.113.9"), regions={"203.0.113.9": "CN"}),
    ),
    Pair(
        "XB-005",
        "a public body's data abroad",
        captured(sends(70, API, IMEI, address="203.0.113.9"), regions={"203.0.113.9": "US"}, form=PUBLIC),
        captured(sends(70, API, IMEI, address="203.0.113.9"), regions={"203.0.113.9": "CN"}, form=PUBLIC),
        severity=4,
    ),
    Pair(
        "PERM-006",
        "several at once",
        captured(does(Prompt(at(8), CAMERA), Prompt(at(9), CONTACTS))),
        captured(does(Prompt(at(8), CAMERA), Prompt(at(30), CONTACTS))),
    ),
    Pair(
        "PERM-007",
        "before or when the function is used",
        captured(does(Prompt(at(70), CAMERA))),
        captured(does(Prompt(at(70), CAMERA, asked_by_user=True))),
    ),
    Pair(
        "PERM-008",
        "exits on a denial",
        captured(saw(70, "exit-on-denied-permission")),
        captured(saw(70, "crash")),
        calm_outcome="unknown",
    ),
    Pair(
        "PERM-009",
        "again after a denial",
        captured(does(Prompt(at(70), CAMERA, "denied"), Prompt(at(80), CAMERA, "denied"))),
        captured(does(Prompt(at(70), CAMERA, "granted"), Prompt(at(80), CAMERA, "granted"))),
    ),
    Pair(
        "PERM-010",
        "whether the purpose is told",
        captured(saw(70, "permission-purpose-missing")),
        captured(saw(70, "permission-purpose-shown")),
    ),
    Pair(
        "SDK-004",
        "whose host, before consent",
        captured(sends(10, THIRD, OAID)),
        captured(sends(10, API, OAID)),
    ),
    Pair(
        "SDK-004",
        "whose code, before consent",
        captured(does(Call(at(10), "imei", UMENG))),
        captured(does(Call(at(10), "imei", OWN))),
    ),
    Pair(
        "SDK-005",
        "a person's data to somebody else's host",
        captured(sends(70, THIRD, {"n": CHILD["name"]})),
        captured(sends(70, API, {"n": CHILD["name"]})),
        subject="owner:umeng-analytics",
    ),
    Pair(
        "FIL-006",
        "a host that was not filed",
        captured(sends(70, "https://api.elsewhere.cn/", {"v": 1})),
        captured(sends(70, API, {"v": 1})),
        subject="contact:api.elsewhere.cn",
    ),
)
