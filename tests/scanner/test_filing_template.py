from __future__ import annotations

from pathlib import Path
from typing import Any

from scanner.declaration import Declaration
from scanner.filing_form import check, loads
from scanner.filing_template import template
from scanner.form_fields import Shape, spec
from tests.scanner.test_declaration import PROVIDER


def test_the_untouched_template_lacks_exactly_the_required_fields(tmp_path: Path) -> None:
    path = tmp_path / "filing.yaml"
    path.write_text(template(), "utf-8")
    expected = []
    for section, fields in PROVIDER.items():
        at = f"{section}[1]" if section == "业务系统信息" else section
        expected += [f"{at}.{name}" for name in fields if name not in ("域名", "安全认证号")]
    found = check(path)
    assert {fault.code for fault in found} == {"missing"}
    assert [fault.field for fault in found] == [at for at in expected if not at.startswith("开发者")]
    lines = template().splitlines()
    for fault in found:
        assert lines[fault.line - 1].strip("- ").startswith(fault.field.rpartition(".")[2])


def test_the_template_is_an_empty_filing() -> None:
    assert loads(template().encode()) == Declaration()


def test_every_field_and_choice_is_explained() -> None:
    comments = [line for line in template().splitlines() if line.lstrip().startswith("#")]

    def explained(cls: Any) -> None:
        for item in spec(cls):
            about = [line for line in comments if line.lstrip().startswith(f"# {item.zh} ({item.en})")]
            assert about, item.zh
            assert any(all(choice in line for choice in item.choices) for line in about), item.zh
            if item.shape in (Shape.PART, Shape.PARTS):
                explained(item.part)

    explained(Declaration)


def test_a_filled_template(tmp_path: Path) -> None:
    text = template().replace("    应用名称:\n", "    应用名称: 示例作业\n")
    assert loads(text.encode()).provider.app.name == "示例作业"
