"""Signs that are no share of their rows: the rows behind each still give its value, worked out here the plain way."""

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import takewhile
from math import log2, sqrt
from typing import Any

import pytest

from handfast.diagnosis.signs.sentences import SAID
from tests.diagnosis.signs.test_signs import FAMILIES, Family, sign

Told = list[dict[str, Any]]


def goals(rows: Told) -> float:
    """Of the last three periods those with a broken promise of both."""
    broken = {row["happened_at"]: 0 for row in rows} | {
        row["happened_at"]: 1 for row in rows if row["numerator"]
    }
    return sum(broken[period] for period in sorted(broken)[-3:])


def kappa(rows: Told) -> float:
    """Cohen's kappa of a table of two by two."""
    labels: dict[str, dict[str, float]] = {}
    for row in rows:
        labels.setdefault(row["lead_id"], {})[row["subject"]] = row["numerator"]
    both = [(one["marketing"], one["sales"]) for one in labels.values() if len(one) == 2]
    same = sum(ours == theirs for ours, theirs in both) / len(both)
    yes, also = (sum(pair[side] for pair in both) / len(both) for side in (0, 1))
    chance = yes * also + (1 - yes) * (1 - also)
    return (same - chance) / (1 - chance)


def counted(rows: Told) -> float:
    """How many there are."""
    return sum(row["numerator"] for row in rows)


def gap(rows: Told) -> float:
    """How far what was got is from what the weights give."""
    return abs(sum(row["numerator"] for row in rows) / sum(row["denominator"] for row in rows) - 1)


def growth(rows: Told) -> float:
    """The last three months' spend over that of the three before, less one."""
    spent = [
        row["numerator"]
        for row in sorted(rows, key=lambda row: row["subject"])
        if row["subject"].startswith("spend ")
    ]
    return sum(spent[-3:]) / sum(spent[-6:-3]) - 1


def competitors(rows: Told) -> float:
    """How many different ones no asset is about."""
    return len({row["subject"] for row in rows if row["numerator"]})


def distance(rows: Told) -> float:
    """The Jensen-Shannon distance by segment; chance, which is subtracted, is nearly nothing where segments hardly meet."""
    sides = [Counter[str](), Counter[str]()]
    for row in rows:
        sides[row["numerator"] > 0][row["subject"]] += 1
    p, q = ({name: side[name] / side.total() for name in sides[0] | sides[1]} for side in sides)

    def against_middle(one: Mapping[str, float]) -> float:
        return sum(share * log2(share / ((p[name] + q[name]) / 2)) for name, share in one.items() if share)

    return sqrt((against_middle(p) + against_middle(q)) / 2)


def running(rows: Told) -> float:
    """How many were missed, from the last one back to the last that was held."""
    latest = sorted(rows, key=lambda row: row["happened_at"], reverse=True)
    return len(list(takewhile(lambda row: row["numerator"] > 0, latest)))


def share(rows: Told) -> float:
    """The share that counts."""
    return sum(row["numerator"] for row in rows) / sum(row["denominator"] for row in rows)


PLAIN: dict[str, Callable[[Told], float]] = {
    "goals-missed": goals, "definition-dispute": kappa, "automation-gaps": counted, "uneven-distribution": gap, "spend-without-result": growth,
    "intel-unread.competitors": competitors, "different-buyers": distance, "no-dialogue.check-ins": running, "no-dialogue.actions": share,
}  # fmt: skip
ONLY_THERE = {"low-trust", "slow-change", "give-aways.bunched"}
"""A run of means under a floor, a Kaplan-Meier median, and a ratio that needs each deal's week: their rows are there, and sum up to nothing."""


@pytest.mark.parametrize(("name", "family"), FAMILIES)
def test_the_rows_give_the_value(name: str, family: Family) -> None:
    found, findings = sign(name, family(True))
    assert found.last is not None
    source = found.last.source.name
    rows = findings.query(found.evidence).to_pylist()
    assert rows and {row["source"] for row in rows} == {source}
    if source in PLAIN:
        assert found.value == pytest.approx(
            PLAIN[source](rows), abs=0.02 if source == "different-buyers" else 1e-9
        )


def test_every_source_that_is_no_share_has_a_plain_reference() -> None:
    assert set(PLAIN) | ONLY_THERE == set(SAID)
