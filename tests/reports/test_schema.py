"""The published schemas are those of the types."""

from __future__ import annotations

import jsonschema
import orjson
import pytest

from reports.schema import TYPES, published, schema
from scanner import codec
from tests.reports.samples import CAMERA, requested, scan, use


@pytest.mark.parametrize("name", TYPES)
def test_published_is_current(name: str) -> None:
    assert orjson.loads(published(name)) == schema(name), "run: python -m reports.schema"


@pytest.mark.parametrize("name", TYPES)
def test_it_is_a_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(name))


def test_a_scan_is_valid() -> None:
    data = orjson.loads(orjson.dumps(codec.to_json(scan((requested(CAMERA, 0), use("camera.open", "no"))))))
    jsonschema.validate(data, schema("scan"))
    data["runs"][0]["status"] = "perhaps"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema("scan"))


def test_another_name_is_refused() -> None:
    with pytest.raises(KeyError):
        published("../../etc/passwd")
