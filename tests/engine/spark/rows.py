"""The rows of two evaluations of one record beside each other."""

import math
from collections.abc import Mapping
from typing import Any

from handfast.engine.findings import FINDINGS
from handfast.engine.findings_made import Findings

Row = dict[str, Any]
CLOSE = 1e-9


def rows_of(findings: Findings) -> dict[str, list[Row]]:
    """Every table that was made, its rows in the order of their keys."""
    return {name: findings.table(name).to_pylist() for name in findings.tables}


def differences(ours: Mapping[str, list[Row]], theirs: Mapping[str, list[Row]]) -> list[str]:
    """What two evaluations tell otherwise: everything exactly, but for floats, to 1e-9."""
    if ours.keys() != theirs.keys():
        return [f"tables {sorted(ours.keys() ^ theirs.keys())}"]
    return [said for name in ours for said in _of_table(name, ours[name], theirs[name])]


def _of_table(name: str, ours: list[Row], theirs: list[Row]) -> list[str]:
    if len(ours) != len(theirs):
        return [f"{name}: {len(ours)} rows and {len(theirs)}"]
    pairs = zip(sorted(ours, key=_order(name)), sorted(theirs, key=_order(name)), strict=True)
    return [f"{name}: {found}" for one, other in pairs if (found := _unlike(one, other))]


def _order(name: str) -> Any:
    """By what isn't a float, so that two that differ in the last digit stand in one order."""
    exact = [column.name for column in FINDINGS[name].columns if column.type != "NUMBER"]
    return lambda row: tuple(repr(row[column]) for column in exact)


def _unlike(one: Row, other: Row) -> dict[str, tuple[Any, Any]]:
    found = {column: (one[column], other[column]) for column in one if not _same(one[column], other[column])}
    return found | ({"in": (one, other)} if found else {})


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=CLOSE, abs_tol=CLOSE)
    return bool(one == other) and type(one) is type(other)
