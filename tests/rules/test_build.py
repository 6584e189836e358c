from __future__ import annotations

from typing import Any

import pytest

from rules.build import build
from rules.data import BadRules, Data, Source

NORMS = """
- id: BA3
  title: 备案管理办法
  number: 教技厅〔2019〕3号
  level: 规范性文件
  since: 2019-11-11
  clauses:
    - {clause: "12", text: 准确填写}
- id: CSL
  title: 网络安全法
  number: 新
  level: 法律
  since: 2026-01-01
  clauses:
    - clause: "24"
      text: 新文
      before: {clause: "22", since: 2017-06-01, text: 旧文, number: 旧}
- id: GB
  title: 标准
  number: GB/T
  level: 国家标准
  since: 2020-01-01
  clauses:
    - {clause: "5", text: 文, verified: false}
- id: DR
  title: 草案
  number: 征求意见
  level: 规范性文件
  draft: true
  since: 9999-12-31
  clauses:
    - {clause: "1", text: 文}
"""
RULE = """
- id: SEC-001
  title: 题目
  en: title
  severity: S3
  automation: 全
  use: 整改
  basis: [BA3:12]
  plain: 说明
  remedy: 整改
  ask: 请说明
  check: [看]
  when: {seen: {kind: manifest_flag, value: debuggable, on: true}}
"""
SDK = """
- id: umeng
  zh: 友盟
  en: Umeng
  vendor: 友盟
  category: analytics
  marks:
    - {type: code, value: com.umeng.analytics, source: doc}
  must_match: [com.umeng.analytics.A]
  must_not_match: [com.umeng.push.A]
"""
API = """
- {id: serial, zh: 序列号, en: serial, form: field, target: android.os.Build.SERIAL, group: identifier}
"""


def source(path: str, text: str) -> Source:
    return Source(path, path, text)


def built(*more: Source, norms: str = NORMS, rule: str = RULE, sdk: str = SDK) -> Data:
    files = {"norms.yaml": norms, "checks/a.yaml": rule, "sdks/a.yaml": sdk, "watch/apis.yaml": API}
    return build([*(source(path, text) for path, text in files.items()), *more])


def faults(*more: Source, **texts: Any) -> list[str]:
    with pytest.raises(BadRules) as raised:
        built(*more, **texts)
    return [f"{fault.file}:{fault.line} {fault.en}" for fault in raised.value.faults]


def test_what_the_files_hold() -> None:
    data = built()
    assert [rule.id for rule in data.rules] == ["SEC-001"]
    assert data.rules[0].severity == 3
    assert data.sdks[0].marks[0].strong
    assert data.watched[0].target == "android.os.Build.SERIAL"
    assert [(norm.clause, norm.since, norm.until) for norm in data.norms["CSL:24"]] == [
        ("22", "2017-06-01", "2026-01-01"),
        ("24", "2026-01-01", ""),
    ]
    assert [norm.text for norm in data.norms["CSL:24"]] == ["旧文", "新文"]
    assert data.norms["DR:1"][0].level == "征求意见稿"


def test_all_faults_of_all_files_at_once_and_nothing_half_loaded() -> None:
    said = faults(
        rule=RULE.replace("severity: S3", "severity: high").replace("  ask: 请说明\n", "")
        + "  colour: red\n",
        sdk=SDK.replace("category: analytics", "category: 统计").replace("type: code", "type: class"),
        norms=NORMS.replace("since: 2019-11-11", "since: 2019-11"),
    )
    assert [text.split(" ")[0] for text in said] == [
        "checks/a.yaml:2",
        "checks/a.yaml:5",
        "checks/a.yaml:13",
        "norms.yaml:6",
        "sdks/a.yaml:6",
        "sdks/a.yaml:8",
    ]
    assert "unknown key 'colour'" in said[2]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("[BA3:12]", "[BA3:99]"), "checks/a.yaml:8 no such clause: BA3:99"),
        (("[BA3:12]", '["DR:1"]'), "checks/a.yaml:8 DR:1 is a draft and never a basis"),
        (("[BA3:12]", '["GB:5"]'), "checks/a.yaml:8 standards alone carry no more than S1"),
        (("[BA3:12]", '["GB:5"]'), "checks/a.yaml:8 none of its clauses was verified"),
        (("[BA3:12]", "[]"), "checks/a.yaml:8 bad value for 'basis'"),
        (("check: [看]", "check: [看]\n  platforms: []"), "checks/a.yaml:13 bad value for 'platforms'"),
        (
            ("manifest_flag, value: debuggable, on: true", "sdk_level, level: {min: 9, max: 3}"),
            "checks/a.yaml:13 min is above max: never true",
        ),
        (("kind: manifest_flag", "kind: flag"), "checks/a.yaml:13 no such kind of evidence: 'flag'"),
        (("plain: 说明", f"plain: {'长' * 61}"), "checks/a.yaml:9 bad value for 'plain'"),
        (("check: [看]", "check: [一, 二, 三, 四, 五, 六]"), "checks/a.yaml:12 bad value for 'check'"),
        (("plain: 说明", "plain: 打开了 debuggable 开关"), "checks/a.yaml:9 no 'debuggable' in plain words"),
        (("remedy: 整改", "remedy: 该应用违规"), "checks/a.yaml:10 '违规' is a verdict"),
        (("check: [看]", "check: [看, 确认是否合规]"), "checks/a.yaml:12 '合规' is a verdict"),
        (("id: SEC-001", "id: sec1"), "checks/a.yaml:2 bad value for 'id'"),
    ],
)
def test_faults_of_a_rule(change: tuple[str, str], fault: str) -> None:
    assert any(text.startswith(fault) for text in faults(rule=RULE.replace(*change)))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("since: 2019-11-11", "since: 2019-13-11"), "norms.yaml:6 bad value for 'since'"),
        (
            ("since: 2019-11-11", "since: 2019-11-11\n  until: 2019-11-11"),
            "norms.yaml:9 BA3:12 ends on 2019-11-11",
        ),
        (('clause: "22", since', 'clause: "22", until: 2016-01-01, since'), "norms.yaml:15 CSL:22 ends on"),
        (('clause: "22", since', 'clause: "22", until: 2026-03-01, since'), "norms.yaml:15 two versions of"),
    ],
)
def test_clauses_that_contradict_themselves(change: tuple[str, str], fault: str) -> None:
    assert any(text.startswith(fault) for text in faults(norms=NORMS.replace(*change)))


def test_standards_may_carry_what_is_minor() -> None:
    minor = (
        RULE.replace("[BA3:12]", '["GB:5"]').replace("S3", "S1").replace("automation: 全", "automation: 半")
    )
    assert built(rule=minor).rules


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("com.umeng.analytics,", "com.umeng,"), "fewer than 3 segments"),
        (("com.umeng.analytics,", "com.google.android,"), "covers com.google.android.material"),
        (("com.umeng.analytics,", "androidx.core.content,"), "belongs to androidx"),
        (("com.umeng.analytics,", "kotlin.coroutines.jvm,"), "belongs to kotlin"),
        (("type: code, value: com.umeng.analytics", "type: library, value: libcrypto.so"), "many carry"),
        (("[com.umeng.analytics.A]", "[com.umeng.other.A]"), "must match and does not"),
        (("[com.umeng.push.A]", "[com.umeng.analytics.B]"), "must not match and does"),
        (("type: code, value: com.umeng.analytics", "type: resource, value: um_"), "too short"),
        (("type: code, value: com.umeng.analytics", 'type: meta, value: "*"'), "matches everything"),
        (("  must_match", "  brings: [nobody]\n  must_match"), "no such SDK: nobody"),
        (("  must_match", "  brings: [umeng]\n  must_match"), "umeng brings itself"),
    ],
)
def test_faults_of_an_sdk(change: tuple[str, str], fault: str) -> None:
    assert any(fault in text for text in faults(sdk=SDK.replace(*change)))


def test_a_short_prefix_needs_a_reason_and_two_entries_one_prefix() -> None:
    short = SDK.replace("com.umeng.analytics, source", "com.umeng, reason: 整个公司只有这一个产品, source")
    assert built(sdk=short.replace("  must_not_match: [com.umeng.push.A]\n", "")).sdks
    said = faults(sdk=SDK + SDK.replace("id: umeng", "id: other"))
    assert any("is a mark of other already" in text for text in said)


def profile(sdk: str, *numbers: int) -> str:
    return f"- sdk: {sdk}\n  source: t\n  shapes: {' '.join(f'{n:010x}' for n in numbers)!r}\n"


def test_shape_profiles_are_marks_of_their_sdk() -> None:
    (umeng,) = built(
        source("shapes/a.yaml", profile("umeng", *range(5)) + profile("umeng", *range(4, 9)))
    ).sdks
    assert [mark.type for mark in umeng.marks] == ["code", "shape", "shape"]
    other = SDK + SDK.replace("id: umeng", "id: other").replace("analytics", "other")
    shared = faults(
        source("shapes/a.yaml", profile("umeng", *range(5)) + profile("other", *range(4, 9))), sdk=other
    )
    assert any("shapes/a.yaml:6 shares shapes with umeng" in text for text in shared)


@pytest.mark.parametrize(
    ("path", "text", "fault"),
    [
        ("shapes/a.yaml", profile("nobody", *range(9)), "no such SDK: nobody"),
        ("shapes/a.yaml", profile("umeng", 1, 2), "bad value for 'shapes'"),
        ("shapes/a.yaml", profile("umeng", *range(70)), "bad value for 'shapes'"),
        ("shapes/a.yaml", "- {sdk: umeng, source: t, shapes: com.umeng}", "bad value for 'shapes'"),
        ("sdks/b.yaml", SDK.replace("type: code", "type: shape"), "bad value for 'type'"),
        ("checks/b.yaml", RULE, "SEC-001 stands here twice"),
        ("sdks/b.yaml", SDK, "umeng stands here twice"),
        ("watch/b.yaml", API, "serial stands here twice"),
        ("norms-b.yaml", NORMS, "BA3:12 stands here twice"),
        ("checks/b.yaml", "a: 1\n", "a list of entries expected"),
        ("checks/b.yaml", "- a\n", "an entry is not a mapping"),
        ("terms.yaml", "colours: {}\n", "unknown key 'colours'"),
        ("terms.yaml", "permissions: {a: b}\n", "'a' is a mapping"),
        ("terms.yaml", "permissions: {a: {zh: x}}\n", "'en' is missing"),
        ("terms.yaml", "libraries: {a: 1}\n", "'libraries' is a list of texts"),
        ("packs/default.yaml", "- 1\n", "a mapping of settings expected"),
        ("packs/default.yaml", "a: {b: c}\n", "bad value for 'a'"),
        ("packs/default.yaml", "a: [1]\n", "bad value for 'a'"),
        ("packs/default.yaml", "a: 1\n", "'a' needs its sources, or stands among measured"),
        ("packs/default.yaml", "a: 1\nsources: {a: [BA3:99]}\n", "no such clause: BA3:99"),
        ("packs/default.yaml", "measured: {a: 甲}\n", "no such setting: 'a'"),
        ("packs/default.yaml", "measured: [a]\n", "bad value for 'measured'"),
        ("packs/default.yaml", "norms: [BA3]\n", "BA3 is no local text that is known"),
        ("packs/henan.yaml", "title: 河南\ncolour: red\n", "unknown setting 'colour'"),
        ("elsewhere.yaml", "a: 1\n", "a file of no known kind"),
    ],
)
def test_faults_of_other_files(path: str, text: str, fault: str) -> None:
    assert any(fault in said for said in faults(source(path, text)))


def test_a_pack_stands_over_the_default_one() -> None:
    default = source("packs/default.yaml", "days: 10\nname: 全国\nmeasured: {days: 期限}\n")
    own = "days: 5\nsources: {days: [BA3:12]}\n"
    data = built(default, source("packs/henan.yaml", own))
    said = {"measured": {"days": "期限"}, "sources": {"days": ["BA3:12"]}}
    assert data.packs["henan"] == {"days": 5, "name": "全国", **said}
    assert data.packs["default"]["days"] == 10
    more = source("packs/default.yaml", "more: 1\nmeasured: {more: 另一项}\n")
    both = built(default, more).packs["default"]
    assert both["measured"] == {"days": "期限", "more": "另一项"}
    wrong = [*faults(default, source("packs/henan.yaml", "days: 多\nname: 3\n"))]
    assert [text.split(" ")[0] for text in wrong] == ["packs/henan.yaml:1", "packs/henan.yaml:2"]


def test_terms_of_several_files_are_joined() -> None:
    first = "permissions: {a: {zh: 甲, en: a, group: G, level: normal}}\nlibraries: [x]\n"
    second = "permissions: {b: {zh: 乙, en: b, group: G, level: normal}}\nlibraries: [y]\n"
    terms = built(source("terms.yaml", first), source("terms-own.yaml", second)).terms
    assert set(terms["permissions"]) == {"a", "b"}
    assert terms["libraries"] == ["x", "y"]


def test_byte_rules_are_handed_on_as_they_are() -> None:
    rules = 'rule one { condition: filename == "x" }\nprivate rule two { condition: false }\n'
    data = built(source("watch/marks.yar", rules))
    assert (data.bytes[0].name, data.bytes[0].source) == ("watch_marks", rules)
    asked = RULE.replace("manifest_flag, value: debuggable, on: true", "byte_mark, value: two")
    assert built(source("watch/marks.yar", rules), rule=asked).rules
    said = faults(source("watch/marks.yar", rules), rule=asked.replace("two", "three"))
    assert any("never 'three'" in text for text in said)
