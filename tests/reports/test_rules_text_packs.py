from __future__ import annotations

from reports.rules_text_packs import pack_page, titled
from tests.packs import local, signed


def test_a_page_says_all_of_it_and_hides_no_controls() -> None:
    lines = list(pack_page(local(), None))
    assert lines[0] == "规则包  河南省口径(henan)第 1 版 · 本省口径"
    assert any("未核对" in line for line in lines)
    long = signed(changes=tuple(f"变更 {n}" for n in range(300)))
    assert list(pack_page(long, None))[-1] == "  … 另有 100 项"
    assert titled(signed(title="全国\u200b规则").manifest).isprintable()
