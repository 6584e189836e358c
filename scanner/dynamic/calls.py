"""Sensitive calls at run time, by the agent in the app or by the system's own record, and how often.

A call that returned nothing is no collection: it is told with `returned` false. One logical access often goes
through several layers; calls of one interface by one caller within half a second count once.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence

from scanner.kinds import Kind
from scanner.model import Evidence, Where
from scanner.session import Access, Call, Recorded
from scanner.session_app import Session
from scanner.visible import visible

NAME = "calls"
VERSION = 1
KINDS = (Kind.API_CALL,)

_LAYERS = 500  # ms
_FRAMES = 12
ACCESSES = {
    # Android appops (AppOpsManager.OPSTR_*, as `appops get` prints them)
    "COARSE_LOCATION": "location",
    "FINE_LOCATION": "location",
    "MONITOR_LOCATION": "location",
    "GPS": "location",
    "READ_CONTACTS": "contacts",
    "READ_CALL_LOG": "call-log",
    "READ_SMS": "sms",
    "RECEIVE_SMS": "sms",
    "READ_CALENDAR": "calendar",
    "CAMERA": "camera-image",
    "RECORD_AUDIO": "audio-recording",
    "READ_PHONE_STATE": "call-state",
    "READ_PHONE_NUMBERS": "phone-number",
    "READ_DEVICE_IDENTIFIERS": "imei",
    "READ_CLIPBOARD": "clipboard",
    "READ_MEDIA_IMAGES": "photos",
    "READ_MEDIA_VIDEO": "videos",
    "READ_MEDIA_AUDIO": "audio-files",
    "READ_EXTERNAL_STORAGE": "files",
    "GET_USAGE_STATS": "usage-stats",
    "GET_ACCOUNTS": "accounts",
    "WIFI_SCAN": "wifi-info",
    "BODY_SENSORS": "health",
    "ACTIVITY_RECOGNITION": "activity",
    "PROJECT_MEDIA": "screen-content",
    # categories of Apple's App Privacy Report
    "location": "location",
    "contacts": "contacts",
    "photos": "photos",
    "camera": "camera-image",
    "microphone": "audio-recording",
    "mediaLibrary": "audio-files",
    "screenRecording": "screen-content",
}
"""What the system's record calls an access -> kind of personal data."""


def analyze(session: Session) -> Iterator[Evidence]:
    """One piece of evidence per interface, caller, phase and whether anything came back."""
    if not session.records(Recorded.CALLS):
        found = session.records(Recorded.ACCESS)
        session.partial(NAME, "no-runtime", "only the system's own record" if found else "")
    groups: dict[tuple[str, str, str, bool, str], list[tuple[int, Call | Access]]] = {}
    for call in session.of(Call):
        caller = _classes(call.frames)[:1]
        phase = session.timeline.phase(call.at).value
        key = (call.api, caller[0] if caller else "", phase, call.returned, "runtime")
        groups.setdefault(key, []).append((call.at, call))
    for access in session.of(Access):
        phase, source = session.timeline.phase(access.at).value, access.source
        value = f"{'appops' if source == 'appops' else 'report'}:{access.what}"
        groups.setdefault((value, "", phase, True, source), []).append((access.at, access))
    for (api, caller_, phase, returned, source), items in groups.items():
        yield _evidence(session, api, caller_, phase, returned, source, items)


def _classes(frames: Sequence[str]) -> tuple[str, ...]:
    """Dotted classes of frames "com.a.B.method"."""
    return tuple(visible(frame.rpartition(".")[0], 160) for frame in frames[:_FRAMES] if "." in frame)


def _evidence(
    session: Session,
    api: str,
    caller: str,
    phase: str,
    returned: bool,
    source: str,
    items: list[tuple[int, Call | Access]],
) -> Evidence:
    at, first = items[0]
    times = _once([moment for moment, _ in items])
    detail: dict[str, str | int | bool | tuple[str, ...]] = {
        "phase": phase,
        "at": session.since(at),
        "times": len(times),
        "returned": returned,
        "source": visible(source, 20),
        "per_minute": _most(times, 60_000),
        "per_hour": _most(times, 3_600_000),
    }
    if isinstance(first, Call):
        detail["frames"] = _classes(first.frames)
        data, method = first.data, first.frames[0].rpartition(".")[2] if first.frames else ""
    else:
        data, method = ACCESSES.get(first.what, ""), ""
    if data:
        detail["data"] = visible(data, 40)
    where = Where(
        session=session.id, cls=caller, method=visible(method, 80), entry=phase, offset=int(returned)
    )
    return Evidence(Kind.API_CALL, visible(api, 120), where, detail=detail)


def _once(times: list[int]) -> list[int]:
    kept: list[int] = []
    for at in sorted(times):
        if not kept or at - kept[-1] >= _LAYERS:
            kept.append(at)
    return kept


def _most(times: list[int], window: int) -> int:
    """The most within any stretch of `window` ms."""
    return max(
        (bisect.bisect_left(times, at + window) - number for number, at in enumerate(times)), default=0
    )
