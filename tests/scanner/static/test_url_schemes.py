"""Schemes that open the app, and those it asks about."""

from __future__ import annotations

from scanner.kinds import Kind
from scanner.static import url_schemes
from tests.apps.inprocess import found, opened
from tests.apps.ios import ipa
from tests.apps.program import program


def test_offered_and_queried() -> None:
    info = {
        "CFBundleURLTypes": [
            {"CFBundleURLSchemes": ["WX0123", 7]},
            "no dictionary",
            {"CFBundleURLName": "x"},
        ],
        "LSApplicationQueriesSchemes": ["weixin", "alipay", "Alipay", 3],
    }
    items = found(url_schemes, opened(ipa(info)))
    assert [item.value for item in items if item.kind is Kind.DEEP_LINK] == ["wx0123://"]
    queried = [item for item in items if item.kind is Kind.PACKAGE_QUERY]
    assert [item.value for item in queried] == ["weixin://", "alipay://", "alipay://"]
    assert {item.detail["type"] for item in queried} == {"scheme"}


def test_lists_of_the_wrong_sort_are_none() -> None:
    info = {"CFBundleURLTypes": {"CFBundleURLSchemes": ["a"]}, "LSApplicationQueriesSchemes": {"a": 1}}
    assert found(url_schemes, opened(ipa(info))) == []


def test_hosts_whose_pages_open_the_app() -> None:
    domains = ["applinks:www.example.cn", "applinks:*.example.com?mode=developer", "webcredentials:a.cn"]
    signed = {"entitlements": {"com.apple.developer.associated-domains": domains}}
    items = found(url_schemes, opened(ipa(main=program(signed=signed))))
    assert [(item.value, item.detail["verified"]) for item in items] == [
        ("https://www.example.cn/", True),
        ("https://*.example.com/", True),
    ]
