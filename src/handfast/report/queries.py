"""Queries over the findings with places for values.

The texts are this package's own constants; a value enters as a literal that SQLGlot writes, never as text. They are shown to readers as they are
written here, so they are laid out to be read.
"""

import re
import textwrap
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from sqlglot import exp

_PLACE = re.compile(r"(?<![:\w]):([a-z_]+)")
_TABLE = re.compile(r"\b(findings|seen)\.(\w+)")
_STEP = re.compile(r"\bsteps\.(\w+)")


def filled(sql: str, values: Mapping[str, Any]) -> str:
    """A query with its `:name` places filled; a list is an array, a tuple what `in` takes. Raises KeyError for a place without a value."""
    return _PLACE.sub(
        lambda place: _literal(
            tuple(found) if isinstance(found := values[place[1]], list) else found, isinstance(found, list)
        ),
        sql,
    )


@lru_cache(maxsize=4096)
def _literal(value: Any, array: bool) -> str:
    return exp.convert(list(value) if array else value).sql("duckdb")


def first_rows(sql: str, limit: int) -> str:
    """The first rows of a query that begins with `select` and ends with `order by`, the whole of it on one level.

    A column `rows_in_all` says how many there are, `row_in_all` where each stands.
    """
    body, _, order = sql.strip().rpartition("order by ")
    head, rest = body[:6], body[6:]
    if head != "select" or not order:
        raise ValueError(f"begins with no select or ends with no order by: {sql}")
    return f"select count(*) over () as rows_in_all, row_number() over (order by {order}) as row_in_all,{rest}qualify row_in_all <= {limit} order by row_in_all"


def places(sql: str) -> list[str]:
    """The names of a query's places."""
    return list(dict.fromkeys(_PLACE.findall(sql)))


def for_each(sql: str, asked: Sequence[Mapping[str, Any]]) -> str:
    """One query for several sets of values: its rows for each of them, in order, with a column `asked` that numbers the set.

    The database plans it once, which for small queries is most of the work.
    """
    own = [name for name in places(sql) if not isinstance(asked[0][name], list | tuple)]
    rows = ", ".join(
        f"({', '.join([str(number), *(_typed(values[name]) for name in own)])})"
        for number, values in enumerate(asked)
    )
    shared = {name: value for name, value in asked[0].items() if name not in own}
    inner = _PLACE.sub(
        lambda place: f"v.own_{place[1]}" if place[1] in own else filled(place[0], shared), sql
    )
    names = ", ".join(["asked", *(f"own_{name}" for name in own)])
    return f"select v.asked, r.* from (values {rows}) as v({names}), lateral ({inner}) as r order by v.asked, r.row_in_all"


def _typed(value: Any) -> str:
    """A value in a list of rows; a missing one is text, as all names are."""
    return "cast(null as varchar)" if value is None else _literal(value, False)


def over_files(sql: str) -> str:
    """The query for a reader: over the Parquet files of the findings, and over the record's files in RECORD, the folder that was audited.

    `steps.NAME`, which isn't published, becomes the engine's definition of it; that reads only tables of the findings.
    """
    whole = _STEP.sub(
        lambda step: f"(\n{textwrap.indent(_definition(step[1]), '  ')}\n)", textwrap.dedent(sql).strip()
    )
    return _TABLE.sub(
        lambda table: (
            f'"findings/{table[2]}.parquet"' if table[1] == "findings" else f'"RECORD/{table[2]}.csv"'
        ),
        whole,
    )


@cache
def _definition(name: str) -> str:
    text = files("handfast.engine").joinpath("definitions", f"{name}.sql").read_text(encoding="utf-8")
    return "\n".join(line for line in text.splitlines() if not line.startswith("--"))
