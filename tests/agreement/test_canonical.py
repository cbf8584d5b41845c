"""The hash: the same for the same meaning, another for another."""

import json
import random
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from handfast.agreement.diff import diff
from handfast.agreement.places import read_document
from handfast.agreement.text import read_agreement, read_data
from handfast.faults import InputFaults
from tests.agreement.small import SMALL, changed, small

NORTHWIND = (Path(__file__).parents[1] / "examples" / "northwind.yaml").read_text()
DATA = {text: read_document(text, "a").data for text in (SMALL, NORTHWIND)}
BEFORE = {text: read_agreement(text) for text in DATA}
SETS = {"closed", "requires", "also_called", "minimum_information", "kinds", "one_of", "tell", "attend"}
"""Keys of lists whose order means nothing."""


def shuffled(value: Any, chance: random.Random, key: str = "") -> Any:
    """The same content with keys, and lists whose order means nothing, in another order."""
    if isinstance(value, dict):
        items = [(name, shuffled(item, chance, name)) for name, item in value.items()]
        chance.shuffle(items)
        return dict(items)
    if isinstance(value, list):
        items = [shuffled(item, chance) for item in value]
        return chance.sample(items, len(items)) if key in SETS else items
    return value


def as_yaml(data: Any, flow: bool, quotes: str | None, width: int) -> str:
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style, yaml.default_style, yaml.width, yaml.sort_base_mapping_type_on_output = (
        flow,
        quotes,
        width,
        False,
    )
    out = StringIO()
    yaml.dump(data, out)
    return out.getvalue()


@settings(max_examples=12)
@given(
    seed=st.integers(),
    flow=st.booleans(),
    width=st.sampled_from([40, 80, 400]),
    text=st.sampled_from([SMALL, NORTHWIND]),
)
def test_layout_and_order_of_keys_do_not_change_the_hash(
    seed: int, flow: bool, width: int, text: str
) -> None:
    data = json.loads(json.dumps(DATA[text]))
    again = as_yaml(shuffled(data, random.Random(seed)), flow, None, width)
    assert read_agreement(again).canonical_text == BEFORE[text].canonical_text


@settings(max_examples=10)
@given(seed=st.integers())
def test_json_is_yaml_with_the_same_hash(seed: int) -> None:
    data = json.loads(json.dumps(DATA[NORTHWIND]))
    again = json.dumps(shuffled(data, random.Random(seed)), indent=2)
    assert read_agreement(again).hash == read_agreement(NORTHWIND).hash


SAME = [
    ("name: Small", 'name: "Small"   # the name'),
    ("name: Small", "name: >\n  Small"),
    ("show: team\n", ""),  # the default
    ("show: team", "show: team\n\n\n# a remark"),
    ("points: 20", "points: 20.0"),
    ("target: 90%", "target: 0.9"),
    ("explore: 5%", "explore: 5.0 %"),
    ("at_least: 85%", 'at_least: "85%"'),
    ('"employees >= 50"', '"employees   >=   50"'),
    ('"employees >= 50"', '"(employees >= 50)"'),
    ("closed: [2026-12-24]", "closed: [2026-12-24, 2026-12-24]"),
    ("minimum_information: [email, company]", "minimum_information: [company, email]"),
    ("within: 5 days", "within: 5.0 days"),
    ("touch_cost: 12.5", "touch_cost: 12.50"),
    ("tell: owner}", "tell: [owner]}"),
    ("balance: value", "balance: value, weights: {}"),
    ("at_most: 3 per day", 'at_most: "3  per day"'),
    ("signs:", "signatures: [{party: sales, by: sue, at: 2026-01-01T09:00:00Z, hash: abc}]\nsigns:"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), SAME)
def test_another_way_of_writing_the_same(old: str, new: str) -> None:
    assert read_agreement(changed(old, new)).canonical_text == small().canonical_text


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], Any]]:
    if isinstance(value, dict):
        return [leaf for key, item in value.items() for leaf in leaves(item, (*path, key))]
    if isinstance(value, list):
        return [leaf for place, item in enumerate(value) for leaf in leaves(item, (*path, place))]
    return [(path, value)]


OTHERS: dict[str, list[Any]] = {
    "effective_from": ["2027-01-01"], "currency": ["USD"], "show": ["person"], "timezone": ["Europe/Paris"], "country": ["CH"],
    "subdivision": ["BW"], "owner": ["marketing", "sales"], "time_limit": ["3 days"], "half_life": ["31 days"], "expires_after": ["61 days"],
    "at_most": ["4 per day"], "qualifies_when": ["fit >= 11 and engagement >= 5"], "explore": ["6%"], "automated": [True],
    "from": ["sdr", "web", "ae", "handoff.second", "no_show"], "to": ["ae", "sdr", "marketing"], "when": [{"stage": "mql"}], "stage": ["mql"],
    "within": ["91 days"],
    "by": ["last_touch", "ae", "sales", "marketing"], "balance": ["count"], "count": ["meetings"], "unless": ["booked"], "until": ["decision"],
    "target": ["91%"], "up_to": ["151 per month"], "measure": ["qualified_leads", "win_rate"], "every": ["week", "tuesday 10:00"],
    "kind": ["clerical"], "recycle_after": ["31 days"], "only_after": [], "valid": ["email"], "required_from": ["mql"],
    "fresh_within": ["364 days"], "commitment": ["tries"], "at": ["51%"], "discount_limit": ["11%"], "margin": ["81%"], "if": ["email = 'x'"],
    "of": ["lead"], "id": ["renamed"], "then": [], "threshold": ["21%", 46], "hours": ["08:00-16:00"], "handfast": [],
    "tell": ["manager", "sdr"], "attend": ["marketing", "sales"], "never_when": ["email = 'x'"],
    "at_least": [5, 91, "86%", 1000001],
}  # fmt: skip


def replaced(data: Any, path: tuple[str | int, ...], value: Any) -> Any:
    if not path:
        return value
    head, *rest = path
    copy = dict(data) if isinstance(data, dict) else list(data)
    copy[head] = replaced(data[head], tuple(rest), value)  # type: ignore[index]
    return copy


def others(path: tuple[str | int, ...], value: Any) -> list[Any]:
    """What else could stand there."""
    key = next(step for step in reversed(path) if isinstance(step, str))
    if path[:1] == ("teams",):
        return ["marketing", "sales"]
    if path[-2:-1] == ("parties",) or path[0] == "parties":
        return ["somebody"]
    if isinstance(value, int | float) and not isinstance(value, bool) and key not in OTHERS:
        return [value + 1 if value > 0 else value - 1]
    return OTHERS.get(
        key,
        [
            f"{value}x"
            if key not in ("closed", "mon-fri")
            else {"closed": "2026-12-25"}.get(key, "08:00-16:00")
        ],
    )


def test_every_single_value_that_changes_changes_the_hash_and_is_told() -> None:
    data = json.loads(json.dumps(DATA[SMALL]))
    before, tried = small(), set()
    for path, value in leaves(data):
        for other in others(path, value):
            if other == value:
                continue
            try:
                after = read_data(replaced(data, path, other))
            except InputFaults:  # this value alone makes no agreement
                continue
            tried.add(path)
            assert after.hash != before.hash, (path, other)
            assert diff(before, after), (path, other)
    untried = {path for path, _ in leaves(data)} - tried
    assert {".".join(map(str, path)) for path in untried} == UNTRIED


def parts(value: Any) -> list[Any]:
    """Every list and every set of keys inside."""
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    own = [value] if isinstance(value, dict | list) and value else []
    return own + [part for item in below for part in parts(item)]


@settings(max_examples=40)
@given(seed=st.integers(), text=st.sampled_from([SMALL, NORTHWIND]))
def test_something_is_told_exactly_when_the_hash_changes(seed: int, text: str) -> None:
    chance, data = random.Random(seed), json.loads(json.dumps(DATA[text]))
    for part in chance.sample(parts(data), 2):
        if isinstance(part, list):
            chance.choice([chance.shuffle, lambda p: p.pop(), lambda p: p.append(chance.choice(p))])(part)
        elif len(part) > 1:
            part.pop(chance.choice(sorted(part)))
    try:
        after = read_data(data)
    except InputFaults:
        return
    before = BEFORE[text]
    assert bool(diff(before, after)) == bool(diff(after, before)) == (before.hash != after.hash)


UNTRIED = {
    "handfast", "stages.1.id", "handoffs.0.id", "routing.0.to.0", "commitments.0.id", "commitments.1.id", "alerts.1.on",
    "rejection_reasons.lost its way.then", "disqualification_reasons.gone.only_after",
}  # fmt: skip
"""Another clause refers to these, or nothing else is possible."""


@pytest.mark.parametrize("text", [SMALL, NORTHWIND])
def test_the_canonical_text_is_an_agreement_with_the_same_hash(text: str) -> None:
    agreement = read_agreement(text)
    again = read_agreement(agreement.canonical_text)
    assert again.canonical_text == agreement.canonical_text
    assert diff(agreement, again) == ()


def test_an_agreement_is_signed_when_both_sides_signed_this_text() -> None:
    def signed(*parties: str, text: str = small().hash) -> bool:
        rows = ", ".join(
            f"{{party: {p}, by: somebody, at: 2026-01-01T09:00:00Z, hash: {text}}}" for p in parties
        )
        return read_agreement(f"{SMALL}signatures: [{rows}]\n").signed

    assert signed("marketing", "sales")
    assert not signed("marketing")
    assert not signed("marketing", "sales", text="0" * 64)


def test_a_signed_hash_stays_what_it_was() -> None:
    # A change here voids every signature that exists: see docs/decisions/0010-canonical-text.md.
    assert small().hash == "b851ea1677d353b71d03c0c56fd45f9ea7916342839e07351529c4052fa16e54"
