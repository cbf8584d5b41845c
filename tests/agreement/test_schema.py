"""The JSON Schema: what it lets through and what it marks in an editor."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from handfast.agreement.measures import MEASURES
from handfast.agreement.places import read_document
from handfast.agreement.schema import agreement_schema
from tests.agreement.small import SMALL, changed

NORTHWIND = (Path(__file__).parents[1] / "examples" / "northwind.yaml").read_text()
VALIDATOR = jsonschema.Draft202012Validator(agreement_schema())


def marks(text: str) -> bool:
    return not VALIDATOR.is_valid(read_document(text, "a").data)


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(agreement_schema())


@pytest.mark.parametrize("text", [SMALL, NORTHWIND, changed("tell: [owner, manager]", "tell: owner")])
def test_what_is_an_agreement_passes(text: str) -> None:
    assert not marks(text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name: Small\n", ""),
        ("show: team", "shows: team"),
        ("handfast: 1", "handfast: 2"),
        ("time_limit: 2 days", "time_limit: 2 dyas"),
        ("target: 90%", "target: 90"),
        ("at_most: 3 per day", "at_most: thrice"),
        ("points: 20", "points: twenty"),
        ("until: first_touch", "until: fist_touch"),
        ("from: handoff.first, if", "from: start, if"),
        ("measure: sales_ready_leads", "measure: sales_ready_lead"),
        ("every: quarter", "every: year"),
        ("web: marketing}", "web: partner}"),
        ("{id: sal,", "{id: s a l,"),
    ],
)
def test_what_is_none_is_marked(old: str, new: str) -> None:
    assert marks(changed(old, new))


def _described(node: Any, name: str = "") -> Iterator[tuple[str, bool]]:
    for key, value in node.get("properties", {}).items():
        yield f"{name}.{key}", "description" in value or "$ref" in value
    for key, value in node.get("$defs", {}).items():
        yield key, "description" in value or "$ref" in value
        yield from _described(value, key)


def test_every_key_is_described() -> None:
    assert [name for name, described in _described(agreement_schema()) if not described] == []


def test_the_measures_are_offered_by_name() -> None:
    assert agreement_schema()["$defs"]["Target"]["properties"]["measure"]["enum"] == list(MEASURES)
