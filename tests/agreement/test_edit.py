"""Editing a document: one value changes, every comment stays."""

from pathlib import Path
from typing import Any

import pytest

from handfast.agreement.edit import edit_text
from handfast.agreement.places import read_document
from handfast.agreement.text import read_agreement
from handfast.faults import InputFaults

NORTHWIND = (Path(__file__).parents[1] / "examples" / "northwind.yaml").read_text()


def comments(text: str) -> list[str]:
    return [line.partition("#")[2].strip() for line in text.splitlines() if "#" in line]


@pytest.mark.parametrize(
    ("path", "value", "written"),
    [
        (("commitments", "follow-up", "within"), "4 business hours", "within: 4 business hours, target: 90%, up_to"),
        (("commitments", "volume", "at_least"), 140, "at_least: 140, every: month"),
        (("qualified_lead", "fit", 0, "if"), "employees > 50", '{if: "employees > 50", points: 20}'),
        (("name",), "A: b # c", 'name: "A: b # c"\n'),
        (("name",), "on", 'name: "on"\n'),
        (("name",), "12 days", "name: 12 days\n"),
        (("effective_from",), "2027-01-01", 'effective_from: "2027-01-01"\n'),
        (("touch", "automated"), True, "automated: true}"),
        (("signs", "not-followed-up", "threshold"), "12%", "{threshold: 12%}"),
    ],
)  # fmt: skip
def test_a_value_is_replaced_where_it_stands(path: tuple[str | int, ...], value: Any, written: str) -> None:
    edited = edit_text(NORTHWIND, path, value)
    changed = [(a, b) for a, b in zip(NORTHWIND.splitlines(), edited.splitlines(), strict=True) if a != b]
    assert len(changed) == 1
    assert written.strip() in changed[0][1]
    assert read_agreement(edited)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("stages", "sal", "also_called"), ["Accepted"]),
        (("commitments", "follow-up", "every"), "week"),
        (("signs", "gone-cold"), {"threshold": "20%"}),
        (("qualified_lead", "minimum_information"), ["email"]),
    ],
)
def test_what_is_new_is_added_and_every_comment_stays(path: tuple[str | int, ...], value: Any) -> None:
    edited = edit_text(NORTHWIND, path, value)
    assert sorted(comments(edited)) == sorted(comments(NORTHWIND))
    assert read_agreement(edited).hash != read_agreement(NORTHWIND).hash
    assert value in _leaves(read_document(edited, "a").data)


def _leaves(value: Any) -> list[Any]:
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value, *(leaf for item in below for leaf in _leaves(item))]


def test_a_clause_that_is_not_there_is_no_place_to_write() -> None:
    with pytest.raises(KeyError, match="sometimes"):
        edit_text(NORTHWIND, ("commitments", "sometimes", "within"), "1 day")


def test_what_is_no_yaml_is_not_edited() -> None:
    with pytest.raises(InputFaults, match="it is no YAML"):
        edit_text('name: "', ("name",), "x")
