from __future__ import annotations

from reports.names import Names
from reports.policy_changes import lines
from rules.load import RuleBase
from rules.watch_words import policy_watch
from scanner.model import NO_PACKAGE, SCHEMA, Scan
from tests.policies.measure import HERE, heard


def scan(text: str, base: RuleBase) -> Scan:
    said = heard({"a.html": text.encode()}, policy_watch(base.rules.sdks, base.rules.terms).terms)
    made = (tuple(said.runs), tuple(said.evidence))
    return Scan(SCHEMA, "0", "2026-03-02", NO_PACKAGE, "", (), *made, documents=tuple(said.documents))


def test_what_changed_is_said_in_words(base: RuleBase) -> None:
    old = (HERE / "chenxing.html").read_text("utf-8")
    new = old.replace("示例晨星教育科技", "示例新星教育科技").replace("极光推送", "个推")
    new = new.replace("我们会收集学生姓名、", "我们会收集学生姓名、家庭住址、")
    new = new[: new.index("<h2>六、")] + new[new.index("<h2>七、") :]
    made = list(lines(scan(old, base), scan(new, base), Names(base.rules)))
    text = "\n".join(made)
    assert "处理者名称由“示例晨星教育科技有限公司”改为“示例新星教育科技有限公司”" in text
    assert "新增第三方组件:个推推送" in text
    assert "不再有第三方组件:极光推送" in text
    assert "新增信息种类:家庭情况" in text
    assert "不再有事项:监护人同意" in text
    assert "- [37] 六、孩子的信息" in text
    english = "\n".join(lines(scan(old, base), scan(new, base), Names(base.rules), "en"))
    assert "new SDK: " in english


def test_the_same_policy_has_no_changes(base: RuleBase) -> None:
    text = (HERE / "chenxing.html").read_text("utf-8")
    assert list(lines(scan(text, base), scan(text, base), Names(base.rules))) == []
