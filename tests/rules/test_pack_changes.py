"""The change list: what differs between two rule bases, in sentences."""

from __future__ import annotations

from rules.data import Data
from rules.pack_changes import changes, norms_added, norms_repealed
from tests.rules.test_build import API, NORMS, RULE, SDK, built, source

OLD = built()
SETTINGS = "title: 全国\nnorms: []\nrectify_days: 10\nmeasured: {rectify_days: 整改期限}\n"
PACK = source("packs/default.yaml", SETTINGS)


def lines(new: Data, old: Data = OLD) -> list[str]:
    return changes(old, new)


def test_the_same_is_no_change() -> None:
    assert lines(built()) == []


def test_rules() -> None:
    assert lines(built(rule=RULE + RULE.replace("SEC-001", "SEC-002"))) == [
        "新增规则 SEC-002 题目(S3,全,整改)"
    ]
    both = built(rule=RULE + RULE.replace("SEC-001", "SEC-002"))
    assert lines(OLD, both) == ["删去规则 SEC-002 题目"]
    changed = (
        RULE.replace("severity: S3", "severity: S2")
        .replace("[BA3:12]", '["CSL:24"]')
        .replace("automation: 全", "automation: 半")
        .replace("plain: 说明", "plain: 另一句")
        .replace("on: true", "on: false")
    )
    assert lines(built(rule=changed)) == [
        "修改规则 SEC-001 题目:级别由 S3 改为 S2;自动化程度由“全”改为“半”;"
        "依据增加CSL:24,减少BA3:12;问题改了;文字改了"
    ]


def test_clauses() -> None:
    more = built(norms=NORMS + NORMS.replace("id: ", "id: X"))
    assert norms_added(OLD, more) == ("XBA3:12", "XCSL:24", "XDR:1", "XGB:5")
    assert "新增条文 XBA3:12《备案管理办法》(教技厅〔2019〕3号):准确填写" in lines(more)
    ended = built(norms=NORMS.replace("since: 2019-11-11", "since: 2019-11-11\n  until: 2026-06-01"))
    assert norms_repealed(OLD, ended) == ("BA3:12",)
    assert lines(ended) == [
        "废止条文 BA3:12《备案管理办法》(教技厅〔2019〕3号):准确填写(至 2026-06-01 前有效)"
    ]
    assert norms_repealed(more, OLD) == ("XBA3:12", "XCSL:24", "XDR:1", "XGB:5")
    said = lines(built(norms=NORMS.replace("text: 准确填写", "text: 如实填写")))
    assert said == ["修改条文 BA3:12《备案管理办法》(教技厅〔2019〕3号):如实填写"]


def test_the_rest_in_one_line_each() -> None:
    sdks = SDK + SDK.replace("id: umeng", "id: other").replace(
        "com.umeng.analytics", "com.other.sdk"
    ).replace("zh: 友盟", "zh: 另一家")
    assert lines(built(sdk=sdks)) == ["新增组件:另一家"]
    assert lines(built(sdk=SDK.replace("vendor: 友盟", "vendor: 新公司"))) == ["修改组件:友盟"]
    api = API.replace("id: serial", "id: other").replace("序列号", "另一个")
    assert lines(built(source("watch/more.yaml", api))) == ["新增敏感接口:另一个"]
    rules = source("watch/marks.yar", 'rule one { condition: filename == "x" }\n')
    assert lines(built(rules)) == ["新增字节特征文件:watch_marks"]
    assert lines(built(source("terms.yaml", "libraries: [x]\n"))) == ["词表改了:libraries"]


def test_many_names_are_counted() -> None:
    many = "".join(API.replace("id: serial", f"id: s{n:02}").replace("序列号", f"接口{n}") for n in range(20))
    (line,) = lines(built(source("watch/more.yaml", many)))
    assert line.endswith("接口11 等 20 个")


def test_settings_once_and_not_for_each_province_again() -> None:
    before = built(PACK, source("packs/henan.yaml", "title: 河南省\n"))
    after = built(
        source("packs/default.yaml", PACK.text.replace("10", "5")),
        source("packs/henan.yaml", "title: 河南省\n"),
    )
    assert lines(after, before) == ["设置“全国·rectify_days”由 10 改为 5"]
    own = built(PACK, source("packs/henan.yaml", "title: 河南省\nrectify_days: 7\n"))
    assert lines(own, before) == ["设置“河南省·rectify_days”由 10 改为 7"]
    assert lines(before, built(PACK)) == ["新增省份设置:河南省"]
    assert lines(built(PACK), before) == ["删去省份设置:河南省"]


def test_the_calendar() -> None:
    year = "- {year: 2027, title: 通知, number: 某号, holidays: [2027-01-01]}\n"
    assert lines(built(source("calendar.yaml", year))) == ["新增节假日安排:2027 年(某号)"]
