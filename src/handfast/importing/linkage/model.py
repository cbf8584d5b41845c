"""How much each clue says, learned from the rows themselves: the model of Fellegi and Sunter, trained without labels.

Shares among chance pairs (u) come from a sample of pairs, those among true pairs (m) by expectation maximisation within blocks, each block
teaching the clues that it isn't made of. What is learned is rounded, so that the order in which the database adds up numbers plays no part.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

import duckdb

from handfast.importing.linkage.blocking import Block
from handfast.importing.linkage.comparisons import Clue, clues
from handfast.importing.linkage.profiles import Thing
from handfast.importing.linkage.splinking import Shares, learn, linker, trained

SEED = 20260301
SAMPLED_PAIRS = 2_000_000
TRAINING_PAIRS = 500_000
LEAST_PAIRS = 100
"""Fewer pairs of a block teach nothing; the clues keep what is expected of them."""
BEGINNING = 0.2
"""Where training begins: the share of true pairs within a block."""
SESSIONS = 6
RECALL = 0.7
"""The share of true pairs that agree in all of some `SURE` combination; the prior is what those are, over it. Ours; a tenth more or less moves
a pair's weight by a seventh of a bit."""
SURE_BLOCK = 50
LEAST_FILLED = 0.02
"""A column filled in fewer rows tells too little."""

SURE = {
    Thing.LEAD: (
        ("identity_number", "family"),
        ("given", "family", "phone"),
        ("given", "family", "birth_date"),
        ("given", "family", "domain"),
        ("given", "family", "company"),
        ("given", "family", "street"),
    ),
    Thing.ACCOUNT: (("company", "domain"), ("company", "phone"), ("company", "street", "postcode")),
}
"""Combinations that hardly anybody but one and the same agrees in."""

FLOOR = 1e-9


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned.

    Attributes:
        clues: those that the rows have values for.
        shares: by the clue's name.
        probability: that two rows taken by chance are one.
        learned: the clues whose shares among true pairs were learned; the others have what is expected.
    """

    clues: tuple[Clue, ...]
    shares: Mapping[str, Shares]
    probability: float
    learned: frozenset[str]


def train(
    cursor: duckdb.DuckDBPyConnection, table: str, thing: Thing, blocks: Sequence[Block], rows: int
) -> Model:
    """Learn from profiles. The same rows give the same model, whatever the order and the number of threads."""
    used = _used(cursor, table, clues(thing), rows)
    expected = {clue.name: tuple(level.expected for level in clue.levels) for clue in used}
    u = _among_chance_pairs(cursor, table, used, expected, rows)
    m: dict[str, tuple[float, ...]] = {}
    learned: set[str] = set()
    sessions = _sessions(cursor, table, used, blocks, expected, u)
    for clue in used:
        taught = _mean(sessions[clue.name])
        if taught and _plausible(taught, u[clue.name]):
            learned.add(clue.name)
        m[clue.name] = taught if clue.name in learned else _summing_to_one(expected[clue.name])
    shares = {clue.name: Shares(m[clue.name], _no_stronger(m[clue.name], u[clue.name])) for clue in used}
    return Model(tuple(used), shares, _prior(cursor, table, thing, rows), frozenset(learned))


def _used(cursor: duckdb.DuckDBPyConnection, table: str, of: Sequence[Clue], rows: int) -> list[Clue]:
    """The clues of which a column that their levels compare is filled often enough."""
    columns = sorted({column for clue in of for column in clue.columns})
    found = cursor.execute(f"SELECT {', '.join(f'count({c})' for c in columns)} FROM {table}").fetchall()[0]
    telling = {c for c, filled in zip(columns, found, strict=True) if filled >= max(2, rows * LEAST_FILLED)}
    return [clue for clue in of if telling & set(_own(clue))]


def _own(clue: Clue) -> list[str]:
    """The columns that the clue's levels compare."""
    tests = " ".join(level.test for level in clue.levels)
    return [column for column in clue.columns if f"{column}_l" in tests]


def _among_chance_pairs(
    cursor: duckdb.DuckDBPyConnection,
    table: str,
    of: Sequence[Clue],
    expected: Mapping[str, tuple[float, ...]],
    rows: int,
) -> dict[str, tuple[float, ...]]:
    sampling = linker(cursor, table, of, {name: Shares(m, m) for name, m in expected.items()}, BEGINNING)
    sampling.training.estimate_u_using_random_sampling(max_pairs=SAMPLED_PAIRS, seed=SEED)
    pairs = max(1, min(SAMPLED_PAIRS, rows * (rows - 1) // 2))
    unmet = 0.5 / pairs
    found = trained(sampling, of, "u_probability")
    return {
        clue.name: tuple(
            _rounded(min(max(share if isinstance(share, float) else 0.0, unmet), level.chance))
            for share, level in zip(found[clue.name], clue.levels, strict=True)
        )
        for clue in of
    }


def _sessions(
    cursor: duckdb.DuckDBPyConnection, table: str, of: Sequence[Clue], blocks: Sequence[Block],
    expected: Mapping[str, tuple[float, ...]], u: Mapping[str, tuple[float, ...]],
) -> dict[str, list[tuple[float, ...]]]:  # fmt: skip
    """For each clue what blocks taught of it."""
    taught: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    held = 0
    for block in blocks:
        others = [clue for clue in of if not set(clue.columns) & set(block.rule.columns)]
        missing = [clue for clue in others if not taught[clue.name]]
        if block.pairs < LEAST_PAIRS or not missing or len(others) < 2 or held == SESSIONS:
            continue
        held += 1
        session = linker(
            cursor, table, others, {c.name: Shares(expected[c.name], u[c.name]) for c in others}, BEGINNING
        )
        if not learn(session, block.column, TRAINING_PAIRS):
            continue
        for name, shares in trained(session, others, "m_probability").items():
            if any(isinstance(share, float) for share in shares):
                taught[name].append(tuple(share if isinstance(share, float) else 0.0 for share in shares))
    return taught


def _mean(sessions: Sequence[tuple[float, ...]]) -> tuple[float, ...]:
    if not sessions:
        return ()
    return _summing_to_one([sum(level) / len(sessions) for level in zip(*sessions, strict=True)])


def _summing_to_one(shares: Sequence[float]) -> tuple[float, ...]:
    """Shares of at least a thousandth: what training didn't meet is rare, not impossible."""
    held = [max(share, 0.001) for share in shares]
    return tuple(_rounded(share / sum(held)) for share in held)


def _no_stronger(m: Sequence[float], u: Sequence[float]) -> tuple[float, ...]:
    """The shares among chance pairs, raised where a weaker agreement would say more than a stronger.

    Names that are merely alike are rarer by chance than equal ones, most of which are the few frequent names; that `smith` and `smyth` meet
    is no better a sign for it.
    """
    held = [u[0]]
    for place in range(1, len(u) - 1):
        held.append(_rounded(min(1.0, max(u[place], held[-1] * m[place] / m[place - 1]))))
    return (*held, u[-1]) if len(u) > 1 else tuple(held)


def _plausible(m: Sequence[float], u: Sequence[float]) -> bool:
    """Whether agreement speaks for and difference against, and true pairs agree now and then: else training found something else than true pairs."""
    weights = [log2(one / other) for one, other in zip(m, u, strict=True)]
    return weights[0] > 0 > weights[-1] and 1 - m[-1] >= 0.1


def _prior(cursor: duckdb.DuckDBPyConnection, table: str, thing: Thing, rows: int) -> float:
    """That two rows taken by chance are one: from pairs that surely are, at least one."""
    parts = []
    for columns in SURE[thing]:
        keys, filled = ", ".join(columns), " AND ".join(f"{column} IS NOT NULL" for column in columns)
        few = f"(SELECT {keys} FROM {table} WHERE {filled} GROUP BY {keys} HAVING count(*) BETWEEN 2 AND {SURE_BLOCK})"
        parts.append(
            f"SELECT l.n AS a, r.n AS b FROM {few} k JOIN {table} l USING ({keys}) JOIN {table} r USING ({keys}) WHERE l.n < r.n"
        )
    (sure,) = cursor.execute(f"SELECT count(*) FROM ({' UNION '.join(parts)})").fetchall()[0]
    return _rounded(min(0.5, max(1, sure) / RECALL / max(1, rows * (rows - 1) // 2)))


def _rounded(share: float) -> float:
    return max(FLOOR, float(f"{share:.5g}")) if share else FLOOR
