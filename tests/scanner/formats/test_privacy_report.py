from __future__ import annotations

from scanner.formats.flows import Unread
from scanner.formats.privacy_report import events, is_report
from scanner.session import Access, Reported

APP = "cn.example.homework"
LINES = b"""\
{"accessor":{"identifier":"cn.example.homework","identifierType":"bundleID"},"category":"contacts","identifier":"A1","kind":"intervalBegin","timeStamp":"2026-11-20T10:00:00.000+08:00","type":"access"}
{"accessor":{"identifier":"cn.example.homework","identifierType":"bundleID"},"category":"contacts","identifier":"A1","kind":"intervalEnd","timeStamp":"2026-11-20T10:00:02.000+08:00","type":"access"}
{"accessor":{"identifier":"cn.other"},"category":"camera","identifier":"B","kind":"event","timeStamp":"2026-11-20T10:00:02.000+08:00","type":"access"}
{"bundleID":"cn.example.homework","context":"","domain":"Ulogs.example.com","domainOwner":"Example","firstTimeStamp":"2026-11-20T10:00:01.000+08:00","hits":3,"initiatedType":"AppInitiated","timeStamp":"2026-11-20T10:00:09.000+08:00","type":"networkActivity"}
{"accessor":{"identifier":"cn.example.homework"},"category":"location","identifier":"C","kind":"intervalBegin","timeStamp":"2026-11-20T10:00:10.000+08:00","type":"access"}
not json
{"type":"networkActivity","bundleID":"cn.example.homework","domain":5}
[]
"""


def test_one_apps_lines() -> None:
    unread = Unread()
    found = list(events(LINES, APP, unread))
    start = 1_795_140_000_000
    assert found == [
        Access(start, "contacts", "privacy-report", start + 2_000),
        Reported(start + 1_000, "ulogs.example.com", 3, start + 9_000, "Example"),
        Access(start + 10_000, "location", "privacy-report"),
    ]
    assert unread.count == 3


def test_told_by_its_beginning() -> None:
    assert is_report(LINES[:300])
    assert not is_report(b'{"log": {"entries": []}}')
