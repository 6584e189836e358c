from __future__ import annotations

import pytest

from scanner.policy.document import Fetched, Source
from scanner.policy.parse import parse
from scanner.policy.roles import role_of_title


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("《晨星课堂隐私政策》", "main"),
        ("晨星课堂隐私权政策", "main"),
        ("用户服务协议与隐私政策", "main"),
        ("明德校园个人信息处理规则", "main"),
        ("Maple Reader Privacy Policy", "main"),
        ("儿童个人信息保护规则及监护人须知", "children"),
        ("某某儿童英语隐私政策", "main"),
        ("儿童用户隐私政策", "children"),
        ("第三方SDK目录", "sdk-list"),
        ("第三方信息共享清单", "sdk-list"),
        ("第三方 SDK 使用说明", "sdk-list"),
        ("个人信息收集清单", "collection-list"),
        ("应用权限申请与使用情况说明", "permission-list"),
        ("用户服务协议", "agreement"),
        ("关于我们", "other"),
    ],
)
def test_roles_by_title(title: str, role: str) -> None:
    assert role_of_title(title) == role


def test_roles_by_content_where_the_title_does_not_tell() -> None:
    text = "本页说明我们怎样处理您的个人信息。" * 20
    assert parse(Fetched(Source("a"), text.encode())).role == "main"
    text = "儿童的监护人请阅读:我们只在监护人同意后处理儿童信息。" * 20
    assert parse(Fetched(Source("a"), text.encode())).role in ("children", "other")
    assert parse(Fetched(Source("a"), ("今天天气很好。" * 60).encode())).role == "other"
