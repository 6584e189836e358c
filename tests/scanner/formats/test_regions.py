from __future__ import annotations

import io

import maxminddb
import pytest

from scanner.formats.regions import BadRegions, Regions


def test_what_is_no_database() -> None:
    for data in (b"", b"nonsense" * 100):
        with pytest.raises(BadRegions):
            Regions(io.BytesIO(data))


@pytest.mark.parametrize(
    ("said", "country"),
    [
        ({"country": {"iso_code": "US"}}, "US"),
        ({"country": {"iso_code": 5}}, ""),
        ({"country": []}, ""),
        (None, ""),
        ("US", ""),
    ],
)
def test_answers_of_the_database(said: object, country: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Reader:
        def get(self, address: str) -> object:
            return said

    monkeypatch.setattr(maxminddb, "open_database", lambda file, mode: Reader())
    regions = Regions(io.BytesIO(b""))
    assert regions.country("8.8.8.8") == country
    assert regions.country("192.168.1.1") == ""
    assert regions.country("not an address") == ""
