"""Which pairs are compared at all: those that share a key of some rule, keys that too many share left out."""

from dataclasses import dataclass

import duckdb

from handfast.importing.linkage.profiles import Thing

PAIRS_PER_ROW = 8
"""Pairs that one rule may give for each row: the keys that most rows share are left out until it does. Measured: a million leads with
all rules take under ten minutes on two cores."""

FEWEST_PAIRS = 200_000
"""What a rule may always give: small tables are compared widely."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Pairs that agree in all parts of a key.

    Attributes:
        parts: SQL over the columns of profiles.
        columns: those that the parts read.
    """

    parts: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A rule as a column of profiles: its key where few enough share it."""

    rule: Rule
    column: str
    pairs: int


def _rule(*parts: str) -> Rule:
    columns = tuple(part.split("(")[-1].split(",")[0].rstrip(")") for part in parts)
    return Rule(parts, columns)


RULES = {
    Thing.LEAD: (
        _rule("identity_number"),
        _rule("phone"),
        _rule("given", "family"),
        _rule("mailbox"),
        _rule("birth_date"),
        _rule("left(family, 4)", "domain"),
        _rule("left(given, 3)", "domain"),
        _rule("left(family, 4)", "company"),
        _rule("left(given, 3)", "company"),
        _rule("family", "postcode"),
        _rule("given", "postcode"),
        _rule("street", "house_number"),
        _rule("family", "street"),
        _rule("given", "street"),
        _rule("family", "locality"),
        _rule("given", "locality"),
    ),
    Thing.ACCOUNT: (
        _rule("domain"),
        _rule("company"),
        _rule("identity_number"),
        _rule("phone"),
        _rule("left(company, 6)", "country"),
        _rule("left(company, 6)", "postcode"),
        _rule("left(company, 4)", "street"),
        _rule("left(company, 8)"),
    ),
}


def add_blocks(connection: duckdb.DuckDBPyConnection, table: str, thing: Thing, rows: int) -> list[Block]:
    """Add a column for each rule of which any pair comes; the rules in their order."""
    blocks: list[Block] = []
    for i, rule in enumerate(RULES[thing]):
        key = f"hash({', '.join(rule.parts)})"
        filled = " AND ".join(f"{name} IS NOT NULL" for name in rule.columns)
        most, pairs = _cap(connection, table, key, filled, max(FEWEST_PAIRS, rows * PAIRS_PER_ROW))
        if not pairs:
            continue
        column = f"block_{i}"
        connection.execute(f"ALTER TABLE {table} ADD COLUMN {column} UBIGINT")
        connection.execute(
            f"UPDATE {table} SET {column} = {key} WHERE {filled} AND {key} IN "
            f"(SELECT {key} FROM {table} WHERE {filled} GROUP BY 1 HAVING count(*) BETWEEN 2 AND {most})"
        )
        blocks.append(Block(rule, column, pairs))
    return blocks


def _cap(
    connection: duckdb.DuckDBPyConnection, table: str, key: str, filled: str, budget: int
) -> tuple[int, int]:
    """How many rows may share a key so that the pairs are within the budget, and how many pairs there are then."""
    sizes = connection.execute(
        f"SELECT size, count(*) * size * (size - 1) // 2 AS pairs FROM (SELECT count(*) AS size FROM {table} WHERE {filled} GROUP BY {key}) "
        "WHERE size > 1 GROUP BY size ORDER BY size"
    ).fetchall()
    most = total = 0
    for size, pairs in sizes:
        if total + pairs > budget:
            break
        most, total = size, total + pairs
    return most, total
