"""Planted values are found however they are wrapped; ordinary traffic and answers are left alone."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import random
import zlib
from datetime import date
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner import persona_new
from scanner.detect import Detected, Detector, Hit, Part, entropy, expected
from scanner.detect_decode import Budget, Layer, inner, unescaped
from scanner.detect_forms import forms
from scanner.detect_match import Matcher
from scanner.detect_place import shown, steps
from scanner.detect_shift import Point, bd, gcj
from scanner.persona import Planted
from tests.apps.traffic import clean_request, planted_request

APP = "cn.example.homework"
PERSONA = persona_new.new(date(2026, 3, 2), {"child": "19900000001"}, random.Random(3))
DETECTOR = Detector(PERSONA.planted, APP)
CHILD, DEVICE = PERSONA.roles["child"], PERSONA.roles["device"]
IMEI = DEVICE["imei"]


def detect(data: bytes, part: str = "body", coding: str = "") -> Detected:
    return DETECTOR.detect([Part(part, data, coding)])


def only(data: bytes, part: str = "body", coding: str = "") -> Hit:
    (hit,) = detect(data, part, coding).hits
    return hit


def holds(data: bytes, kind: str, part: str = "body") -> bool:
    return any(hit.data == kind and hit.planted and hit.certain for hit in detect(data, part).hits)


def test_held_out_recall() -> None:
    """Requests of a seed that nothing was tuned on."""
    chance = random.Random(20_260_302)
    missed = []
    for _ in range(1_500):
        item = chance.choice(PERSONA.planted)
        made = planted_request(item, APP, chance)
        found = DETECTOR.detect(made.parts).hits
        if not any((hit.data, hit.role, hit.certain) == (item.data, item.role, True) for hit in found):
            missed.append(made.recipe)
    assert len(missed) <= 0.02 * 1_500, missed


def test_ordinary_requests_hold_nothing() -> None:
    chance = random.Random(77)
    planted = valid = 0
    for _ in range(1_500):
        hits = DETECTOR.detect(clean_request(chance)).hits
        planted += any(hit.planted for hit in hits)
        valid += any(not hit.planted for hit in hits)
    assert planted == 0
    assert valid <= 0.005 * 1_500


def test_the_way_to_a_value_is_told() -> None:
    inner_ = base64.b64encode(hashlib.md5(IMEI.encode()).hexdigest().encode()).decode()
    hit = only(gzip.compress(json.dumps({"a": {"b": [1, inner_]}}).encode()), coding="gzip")
    assert (hit.data, hit.role, hit.how) == ("imei", "device", "MD5")
    assert hit.path == ("gzip", "JSON a.b[]", "base64")


def test_json_in_a_string_in_json() -> None:
    text = json.dumps({"data": json.dumps({"u": {"姓名": CHILD["name"]}})})
    assert only(text.encode()).path == ("JSON data", "JSON u.姓名")


def test_a_plain_value_points_to_its_bytes() -> None:
    data = f"v=1&imei={IMEI}&t=2".encode()
    hit = only(data, "query")
    assert data[hit.start : hit.end] == IMEI.encode()
    assert hit.path == ("parameter imei",)


def test_names_that_may_be_data_are_not_shown() -> None:
    assert shown("deviceId") == "deviceId"
    assert {shown("13800138000"), shown("u13800138000"), shown("a b"), shown("x" * 60)} == {"…"}
    assert only(json.dumps({"13800138000": {"id": IMEI}}).encode()).path == ("JSON ….id",)


def test_headers_and_cookies() -> None:
    assert only(f"Host: a\r\nX-Dev: {IMEI}".encode(), "header").path == ("header X-Dev",)
    assert only(f"Cookie: a=b; d={IMEI}; c=e".encode(), "header").path == ("Cookie d",)


@pytest.mark.parametrize(
    "data",
    [
        quote(quote(CHILD["name"])).lower().encode(),
        CHILD["name"].encode("gbk"),
        CHILD["name"].encode("utf-16-le"),
        json.dumps(json.dumps(json.dumps(CHILD["name"]))).encode(),
        f"<n>{''.join(f'&#{ord(c)};' for c in CHILD['name'])}</n>".encode(),
        b'{"x":"'
        + base64.encodebytes(b"filler " * 30 + CHILD["name"].encode()).replace(b"\n", b"\\r\\n")
        + b'"}',
        b"HDR1" + zlib.compress(CHILD["name"].encode()),
    ],
)
def test_unusual_wrappings(data: bytes) -> None:
    assert holds(data, "name")


def test_numbers_do_not_match_within_longer_numbers() -> None:
    phone = CHILD["phone-number"]
    assert holds(f'{{"p": "{phone}"}}'.encode(), "phone-number")
    assert holds(f'{{"p": "+86{phone}"}}'.encode(), "phone-number")
    assert not holds(f'{{"t": {phone}99}}'.encode(), "phone-number")
    assert not holds(f'{{"t": 5{phone}}}'.encode(), "phone-number")


def test_a_day_counts_where_it_is_somebodys_day_of_birth() -> None:
    day = CHILD["birthday"]
    assert holds(f'{{"birthday": "{day} 00:00:00"}}'.encode(), "birthday")
    assert holds(f'{{"d": "{day}"}}'.encode(), "birthday")
    assert not holds(f'{{"published": "{day} 10:20:00"}}'.encode(), "birthday")
    assert holds(f'{{"published": "{day} 10:20:00", "id": "{CHILD["id-card"]}"}}'.encode(), "birthday")


def test_masked_values_are_only_hints() -> None:
    masked = f"{CHILD['phone-number'][:3]}****{CHILD['phone-number'][7:]}"
    (hit,) = detect(f'{{"p": "{masked}"}}'.encode()).hits
    assert (hit.data, hit.how, hit.certain) == ("phone-number", "masked", False)


def test_shifted_coordinates() -> None:
    latitude, longitude = map(float, DEVICE["location"].split(","))
    for system, point in (("", Point(latitude, longitude)), ("GCJ-02", gcj(Point(latitude, longitude)))):
        (hit,) = detect(f'{{"lat": {point.latitude:.6f}, "lng": {point.longitude:.6f}}}'.encode()).hits
        assert (hit.data, hit.how) == ("location", system)
    point = bd(gcj(Point(latitude, longitude)))
    (hit,) = detect(f"x={point.longitude:.5f}&y={point.latitude:.5f}".encode(), "query").hits
    assert hit.how == "BD-09"
    (hit,) = detect(f'{{"a": {round(latitude * 1e6)}, "o": {round(longitude * 1e6)}}}'.encode()).hits
    assert hit.data == "location"
    (hit,) = detect(f'{{"lat": {latitude + 0.01:.5f}, "lng": {longitude:.4f}1}}'.encode()).hits
    assert not hit.planted  # some other place


def test_known_coordinates_of_the_shifts() -> None:
    """Pairs that map services publish for one place (Beijing)."""
    shifted = gcj(Point(39.908692, 116.397477))
    assert shifted == pytest.approx((39.910096, 116.403718), abs=2e-4)
    assert bd(shifted) == pytest.approx((39.916404, 116.410114), abs=2e-4)


def test_cipher_text_is_told_and_media_and_tokens_are_not() -> None:
    chance = random.Random(5)
    noise = chance.randbytes(400)
    assert detect(noise).opaque == ["body"]
    assert detect(json.dumps({"d": base64.b64encode(noise).decode()}).encode()).opaque == ["body"]
    assert detect(b"\x89PNG\r\n\x1a\n" + noise).opaque == []
    token = base64.b64encode(chance.randbytes(64)).decode()
    assert detect(json.dumps({"sign": token, "text": "作业" * 200}).encode()).opaque == []
    assert detect(("课程" * 300).encode()).opaque == []
    assert entropy(noise) > expected(len(noise)) > entropy(b"homework " * 50)


def test_bombs_and_depth_cost_little() -> None:
    bomb = zlib.compress(bytes(64 << 20), 9)
    assert detect(bomb, coding="deflate").over == "ratio"
    nested = IMEI.encode()
    for _ in range(20):
        nested = base64.b64encode(nested + b" " * 9)
    assert detect(nested).over in ("depth", "size")


def test_a_budget_ends() -> None:
    budget = Budget(left=10, layers=2).start(10)
    assert budget.takes(Layer(b"12345", "body", 0, 5))
    assert not budget.takes(Layer(b"1234567", "body", 0, 7))
    assert budget.over == "size"
    assert not Budget().start(-1).takes(Layer(b"", "body", 0, 0))


def test_answers_are_looked_at_for_what_was_not_planted() -> None:
    answer = json.dumps({"list": [{"idCard": "11010519491231002X"}, {"imei": IMEI}]}).encode()
    (hit,) = DETECTOR.detect([Part("body", answer)], sent=False).hits
    assert (hit.data, hit.planted) == ("id-card", False)


def test_what_leaves_is_looked_at_once_more() -> None:
    assert DETECTOR.holds(b"x " + hashlib.sha1(IMEI.encode()).hexdigest().encode())
    assert not DETECTOR.holds(b"nothing of anybody")
    (span,) = DETECTOR.spots(b"id " + IMEI.encode())
    assert span == (3, 18)


def test_cost_does_not_depend_on_the_number_of_forms() -> None:
    chance = random.Random(1)
    many = [Planted("device", "imei", f"{chance.randrange(10**14, 10**15)}") for _ in range(400)]
    matcher = Matcher(forms(many, APP))
    (match,) = matcher.find(b"x" * 100 + many[37].value.encode() + b"y")
    assert match.form.field == 37
    flood = many[1].value.encode() * 30_000
    assert len(list(matcher.find(flood))) <= 20_000


def test_structure_of_broken_texts_is_unknown() -> None:
    assert steps(b'{"a": "b', b"b") == ()
    assert steps(b"no structure at all", b"all") == ()
    assert steps(b"<a><b>secret</b></a>", b"secret") == ("XML b",)


def test_escapes() -> None:
    assert unescaped(rb"\u6838\/\"\\n\x41") == '核/"\\nA'.encode()


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=600), st.sampled_from(["", "gzip", "br", "zstd", "deflate", "nonsense"]))
def test_any_bytes_are_survived(data: bytes, coding: str) -> None:
    DETECTOR.detect([Part("body", data, coding), Part("query", data), Part("header", data)])


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=300))
def test_layers_stay_within_their_part(data: bytes) -> None:
    layer = Layer(data, "body", 0, len(data))
    for child in inner(layer, Budget().start(5)):
        assert 0 <= child.start <= child.end <= len(data)
