"""Part of a large record stands for all of it: whole accounts, chosen by their hash, each counting for those left out."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from handfast.diagnosis.learning.population import Population
from handfast.diagnosis.learning.weights import Outcomes
from handfast.engine.findings_made import Findings

Floats = NDArray[np.float64]
MOST_ROWS = 20_000
"""More landmarks than this tell the same rules more slowly: with 2,000 wins the standard error of an AUC is under 0.01."""
THINNED = ("leads", "activities")
"""The tables that are long."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The landmarks that are learned from.

    Attributes:
        rows, outcomes: of these; their weights leave aside how they were drawn.
        stands_for: how many rows each stands for; 1 where all are taken.
        of: how many landmarks there were.
        won_share, other_share: the share taken of the accounts that have a win, and of the others.
        winners: the accounts (or leads without one) that have a win.
    """

    rows: Population
    outcomes: Outcomes
    stands_for: Floats
    of: int
    won_share: float = 1.0
    other_share: float = 1.0
    winners: frozenset[str] = frozenset()

    @property
    def partly(self) -> bool:
        """Whether some were left out."""
        return len(self.rows) < self.of

    def share(self, group: str) -> float:
        """The share of accounts such as this that was taken."""
        return self.won_share if group in self.winners else self.other_share

    def takes(self, group: str) -> bool:
        """Whether an account was taken."""
        return fraction(group) < self.share(group)


def draw(rows: Population, outcomes: Outcomes, most: int = MOST_ROWS) -> Drawn:
    """At most about so many rows, the accounts with a win first, whole accounts by SHA-256 of their id."""
    everything = Drawn(rows, outcomes, np.ones(len(rows)), len(rows))
    if len(rows) <= most:
        return everything
    groups = rows.groups
    winners = frozenset(groups[outcomes.won > 0].tolist())
    won = np.array([group in winners for group in groups.tolist()], dtype=bool)
    won_share = min(1.0, most / 2 / max(int(won.sum()), 1))
    other_share = min(1.0, (most - won_share * int(won.sum())) / max(int((~won).sum()), 1))
    drawn = replace(everything, won_share=won_share, other_share=other_share, winners=winners)
    taken = np.array([drawn.takes(group) for group in groups.tolist()], dtype=bool)
    kept = Outcomes(
        outcomes.horizon,
        outcomes.won[taken],
        outcomes.weight[taken],
        outcomes.bulk[taken],
        outcomes.known[taken],
    )
    stands_for = np.where(won[taken], 1 / won_share, 1 / other_share)
    return replace(drawn, rows=rows.take(taken), outcomes=kept, stands_for=stands_for)


def fraction(group: str) -> float:
    """A number from 0 to 1 that a name always has; not the one that accounts are split by."""
    return int.from_bytes(hashlib.sha256(f"drawn:{group}".encode()).digest()[:4], "big") / 2**32


@contextmanager
def only_drawn(findings: Findings, drawn: Drawn) -> Iterator[dict[str, float]]:
    """While it lasts, `seen` has only the leads of the accounts taken, and what they did. Gives how many each lead stands for; empty where all are taken."""
    if not drawn.partly:
        yield {}
        return
    connection = findings.engine.connection
    found = findings.engine.fetch("SELECT lead_id, account_id FROM seen.leads")
    groups = {
        lead: f"a:{account}" if account else f"l:{lead}"
        for lead, account in zip(
            found.column("lead_id").to_pylist(), found.column("account_id").to_pylist(), strict=True
        )
    }
    stands_for = {lead: 1 / drawn.share(group) for lead, group in groups.items() if drawn.takes(group)}
    findings.engine.create_schemas("sampled")
    findings.engine.store("sampled.leads", pa.table({"lead_id": pa.array(stands_for, pa.string())}))
    kinds = dict(
        connection.execute(
            "SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = 'seen'"
        ).fetchall()
    )
    words = {name: "VIEW" if kinds[name] == "VIEW" else "TABLE" for name in THINNED}
    for name, word in words.items():
        connection.execute(f'ALTER {word} seen.{name} RENAME TO "all {name}"')
        connection.execute(
            f'CREATE VIEW seen.{name} AS SELECT * FROM seen."all {name}" WHERE lead_id IN (SELECT lead_id FROM sampled.leads)'
        )
    try:
        yield stands_for
    finally:
        for name, word in words.items():
            connection.execute(f"DROP VIEW seen.{name}")
            connection.execute(f'ALTER {word} seen."all {name}" RENAME TO {name}')
