"""What every step of an evaluation is given."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from handfast.agreement.calendar import Calendar
from handfast.agreement.model import Agreement
from handfast.engine.duckdb_engine import DuckDBEngine
from handfast.record import Record


@dataclass(frozen=True)
class Version:
    """One version of the agreement and when it is in force.

    Attributes:
        number: 1 for the first.
        agreement: the document.
        calendar: its working time.
        from_at: in force from (naive UTC); the first is in force since ever.
        until_at: until the next one's from_at; the last for ever.
    """

    number: int
    agreement: Agreement
    calendar: Calendar
    from_at: datetime
    until_at: datetime


@dataclass(frozen=True)
class Context:
    """An evaluation under way.

    Attributes:
        engine: runs the definitions.
        record: the record that was read.
        versions: the agreement's versions in order.
        as_of: nothing later is seen (aware, UTC).
        first_fact: the record's earliest instant (aware, UTC).
        promised: whether anybody promised anything; False when the default agreement stands in.
        wanted: the leads asked for; None for all.
        stories: whether leads' stories are to be told, which takes every award of points.
        lead_columns: columns of seen.leads with their kind for conditions (text, number, instant, boolean), in order.
        account_columns: the same of seen.accounts.
        activity_columns: the same of seen.activities.
    """

    engine: DuckDBEngine
    record: Record
    versions: tuple[Version, ...]
    as_of: datetime
    first_fact: datetime
    promised: bool = True
    wanted: Collection[str] | None = None
    stories: bool = False
    lead_columns: Mapping[str, str] = field(default_factory=dict)
    account_columns: Mapping[str, str] = field(default_factory=dict)
    activity_columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def scoped(self) -> bool:
        """Whether only some leads are looked at. A promise up to so many a month ranks all hand-offs, so that it needs them all."""
        ranked = any(clause.up_to for agreement in self.agreements for clause in agreement.clocked)
        return self.wanted is not None and not ranked

    @property
    def agreements(self) -> tuple[Agreement, ...]:
        """The documents, in order."""
        return tuple(version.agreement for version in self.versions)

    @property
    def current_version(self) -> Version:
        """The version in force at as_of."""
        now = self.as_of.replace(tzinfo=None)
        return next(
            (version for version in self.versions if version.from_at <= now < version.until_at),
            self.versions[0],
        )

    @property
    def current(self) -> Agreement:
        """The agreement in force at as_of."""
        return self.current_version.agreement
