from __future__ import annotations

import pytest

from scanner.hosts import host_of, shown_url


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://API.Example.com/x", "api.example.com"),
        ("http://user:word@a.example.cn:8080/p?q=1", "a.example.cn"),
        ("http://10.0.0.1/x", "10.0.0.1"),
        ("http://[2001:db8::1]:80/", "[2001:db8::1]"),
        ("https://教育.中国/", "xn--wcvs22d.xn--fiqs8s"),
        ("https://a_b.example.com./", "a_b.example.com"),
        ("http://%s/api", ""),
        ("http://localhost/x", ""),
        ("https://", ""),
        ("http://999.1.1.1/", ""),
        ("http://1.2/", ""),
        ("ftp://a.example.com", ""),
        ("http://schemas.android.com/apk/res/android", ""),  # a namespace
        ("http://www.apple.com/DTDs/PropertyList-1.0.dtd", ""),
        ("http://www.apple.com/legal/", "www.apple.com"),
        ("https://" + "a" * 300 + ".com", ""),
    ],
)
def test_hosts(url: str, host: str) -> None:
    assert host_of(url) == host


def test_a_shown_url_keeps_no_query_fragment_or_credential() -> None:
    assert shown_url("https://user:word@A.example.com:81/p/q?token=1#x") == "https://a.example.com:81/p/q"
    assert shown_url("nonsense") == ""
    assert len(shown_url("https://a.example.com/" + "x" * 999)) == 200
