"""Declared against observed: a voice that was not heard never says no."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.model import Row
from reports.names import Names
from reports.table import MOST, Voices, owner, table
from rules.facts import Facts
from scanner.declaration import AppEntry, Declaration, ProviderForm
from scanner.kinds import Kind
from scanner.model import Evidence, Where
from tests.reports.samples import CAMERA, CONTACTS, LOCATION, ordinary, rule_set, scan, worst


def row(subject: str) -> Row:
    return next(row for row in ordinary().table.rows if row.subject == subject)


def states(found: Row) -> list[str]:
    return [
        cell.state
        for cell in (found.declared, found.stated, found.requested, found.reachable, found.observed)
    ]


def test_permissions() -> None:
    assert states(row(f"permission:{CAMERA}")) == ["yes", "unknown", "yes", "part", "unknown"]
    assert states(row(f"permission:{LOCATION}")) == ["no", "unknown", "yes", "yes", "unknown"]
    assert states(row(f"permission:{CONTACTS}")) == ["no", "unknown", "yes", "none", "unknown"]
    assert states(row("option:电话")) == ["yes", "unknown", "no", "unknown", "unknown"]
    assert states(row("option:日历")) == ["yes", "unknown", "unknown", "unknown", "unknown"]
    assert len(row(f"permission:{CONTACTS}").keys) == 2


def test_an_ordinary_permission_that_was_declared_is_seen_in_the_package() -> None:
    terms = {
        "permissions": {"p.VIBRATE": {"zh": "振动", "en": "vibrate", "level": "normal", "form": ["振动"]}}
    }
    rules = replace(rule_set(), terms=terms)
    found = scan((Evidence(Kind.PERMISSION, "p.VIBRATE", Where("AndroidManifest.xml")),))
    declaration = Declaration(ProviderForm(app=AppEntry(permissions=("振动", "日历"))))
    voices = Voices(Facts(found, {}, {}), declaration)
    rows = {row.subject: row for row in table(voices, Names(rules), (), {}).rows}
    assert rows["option:振动"].requested.state == "yes"
    assert rows["option:日历"].requested.state == "unknown"
    assert "permission:p.VIBRATE" not in rows


def test_functions_sdks_and_hosts() -> None:
    assert row("function:论坛").declared.state == "yes"
    assert states(row("function:收费")) == ["no", "unknown", "none", "yes", "unknown"]
    assert row("function:收费").keys
    assert states(row("function:直播")) == ["no", "unknown", "none", "no", "unknown"]
    assert row("function:论坛").reachable.text.zh == "未检测"
    pangle = next(row for row in ordinary().table.rows if row.subject == "sdk:pangle" and row.group == "sdk")
    assert states(pangle) == ["none", "unknown", "yes", "part", "unknown"]
    assert row("host:example.cn").declared.state == "yes"
    assert row("host:third-party.com.cn").declared.state == "no"
    umeng = next(row for row in ordinary().table.rows if row.group == "host" and row.subject == "sdk:umeng")
    assert umeng.name.zh == "友盟统计"


def test_without_a_filing_and_with_packed_code_nothing_is_denied() -> None:
    for found in worst().table.rows:
        assert found.declared.state in ("unknown", "none")
        assert "no" not in states(found)
        assert found.observed.text.zh == "未检测"


def test_rows_are_bounded_and_the_rest_counted() -> None:
    hosts = [found for found in worst().table.rows if found.group == "host"]
    assert len(hosts) == MOST
    assert [text.zh for text in worst().table.more] == ["网络地址另有 80 行,见 report.json 与 scan.json"]


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("a.b.example.com", "example.com"),
        ("a.b.example.com.cn", "example.com.cn"),
        ("1.2.3.4", "1.2.3.4"),
        ("2001:db8::1", "2001:db8::1"),
        ("localhost", "localhost"),
        ("example.com.", "example.com"),
        ("", ""),
    ],
)
def test_owner(host: str, domain: str) -> None:
    assert owner(host) == domain


def test_an_sdk_known_by_weak_marks_only_is_not_said_to_be_there() -> None:
    weak = [
        Evidence(
            Kind.SDK,
            name,
            Where(),
            "attribute",
            {"mark": mark, "found": "x", "rung": "packed", "strength": "suspected"},
        )
        for name, mark in (("pangle", "meta"), ("umeng", "host"))
    ]
    rows = [
        row
        for row in table(Voices(Facts(scan(()), {}, None, tuple(weak)), None), Names(rule_set()), (), {}).rows
        if row.group == "sdk"
    ]
    assert [(row.subject, row.requested.text.zh) for row in rows] == [("sdk:pangle", "疑似,只见弱特征")]
