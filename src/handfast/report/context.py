"""What every section of a report starts from: the results, the agreement in force, the drill-downs asked for so far."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from handfast.agreement.calendar import build_calendar
from handfast.agreement.model import Agreement
from handfast.engine.drill_down import rows_behind
from handfast.engine.metrics import metric
from handfast.engine.periods import Grain, local_day, period_of
from handfast.report import words
from handfast.report.aside import SetAside, set_aside
from handfast.report.blocks import Figure
from handfast.report.diagnosed import Costing, Told, costings, signs
from handfast.report.drill import Drills
from handfast.report.elapsed import DAY, Elapsed
from handfast.report.promises import Promise, promises
from handfast.report.queries import filled
from handfast.report.source import Results

Row = dict[str, Any]
Key = tuple[str, ...]
METRICS = """
    select name, basis, grain, period, dimension, member, value, unit, currency, numerator, denominator
    from findings.metrics
    where grain <> 'week' and (dimension = 'all' or (dimension = 'source' and grain = 'all'))
"""
"""The metrics that a report shows: by month and quarter for all, and over the whole record by source."""


def _shown(rows: Sequence[Row], own: str) -> dict[tuple[str, str], str | None]:
    """The one currency in which each metric (name, basis) is shown: the agreement's, else that of most of its figures; None for what is not money."""
    many: Counter[tuple[str, str, str | None]] = Counter(
        (row["name"], row["basis"], row["currency"]) for row in rows
    )
    ranked = sorted(many, key=lambda one: (one[2] == own, many[one], one[2] or ""))
    return {(name, basis): currency for name, basis, currency in ranked}


SIZE = """
    select
        (select count(*) from findings.standings) as standings,
        (select count(*) from findings.handoffs) as handoffs,
        (select count(*) from findings.opportunities) as opportunities
"""


@dataclass(frozen=True)
class Context:
    """The results as a report reads them.

    Attributes:
        results: the evaluation.
        drills: where figures ask for their rows.
    """

    results: Results
    drills: Drills

    @property
    def agreement(self) -> Agreement:
        """The version in force at as_of."""
        return self.results.current

    @property
    def names(self) -> bool:
        """Whether reps are named: only where the agreement says so."""
        return self.agreement.show == "person"

    @cached_property
    def promises(self) -> tuple[Promise, ...]:
        """Every commitment with its periods."""
        return promises(self.results)

    @cached_property
    def signs(self) -> tuple[Told, ...]:
        """Every sign, the worst first; empty where nobody diagnosed or no month is whole."""
        return signs(self.results)

    @cached_property
    def costings(self) -> tuple[Costing, ...]:
        """The costing in the agreement's currency first; empty where nobody diagnosed."""
        return costings(self.results)

    @property
    def diagnosed(self) -> bool:
        """Whether somebody judged what was found."""
        return bool(self.costings)

    @cached_property
    def size(self) -> Row:
        """How many leads (standings), handoffs and opportunities there are."""
        return self.one(SIZE)

    @cached_property
    def set_aside(self) -> SetAside:
        """What could not be read."""
        return set_aside(self.results)

    @cached_property
    def business_day(self) -> int:
        """The length of a business day in seconds: the calendar's longest working day."""
        return build_calendar(self.agreement.calendar).longest_day // 1_000_000

    def elapsed(self, business: bool) -> Elapsed:
        """How long clocks run, for a promise in business time or one in time by the clock."""
        return Elapsed(business, self.business_day if business else DAY)

    @property
    def zone(self) -> str:
        """The zone of the agreement in force."""
        return self.agreement.calendar.timezone

    def local(self, at: datetime) -> datetime:
        """An instant on the wall clock of the agreement's zone; without a zone of its own it is UTC."""
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(ZoneInfo(self.zone))

    @cached_property
    def stages(self) -> list[str]:
        """The ids of the stages, in order."""
        return [stage.id for stage in self.agreement.stages]

    @cached_property
    def people(self) -> dict[str, str]:
        """The name of each user who has one."""
        rows = self.results.query("select user_id, name from seen.users where name is not null").to_pylist()
        return {row["user_id"]: row["name"] for row in rows}

    def person(self, user: str | None) -> str:
        """A rep as a report names one."""
        return self.people.get(user or "", user or "nobody")

    @property
    def as_of(self) -> str:
        """The instant of the evaluation as queries take it: UTC, without its zone."""
        return self.results.as_of.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")

    def ask(self, sql: str, **values: Any) -> list[Row]:
        """The rows of a query over `findings.*` and `seen.*`, its `:name` placeholders filled."""
        return self.results.query(filled(sql, values)).to_pylist()  # type: ignore[no-any-return]

    def one(self, sql: str, **values: Any) -> Row:
        """The only row of such a query."""
        return self.ask(sql, **values)[0]

    def rows(self, title: str, sql: str, **values: Any) -> str:
        """The id of the drill-down that shows the rows of a query over `findings.*`."""
        return self.drills.open(title, sql, **values)

    def metric_rows(self, row: Row | None) -> str | None:
        """The drill-down to the rows that a row of the metrics counts; None where it counts none."""
        if row is None or (not row["numerator"] and not row["denominator"]):
            return None
        entry = metric(row["name"], row["basis"])
        query, values = rows_behind(entry, row, self.results.agreements, self.agreement, self.results.as_of)
        whose = "" if row["dimension"] == "all" else f", {row['dimension']} {row['member']}"
        return self.rows(
            f"{entry.sentence.rstrip('.')}{whose} ({words.period(row['period'])})", query, **values
        )

    def measured(self, row: Row | None) -> Figure:
        """A row of the metrics as a figure that opens its rows."""
        if row is None or row["value"] is None:
            return Figure(words.NOTHING)
        rows, value, unit = self.metric_rows(row), row["value"], row["unit"]
        foreign = row["currency"] not in (None, self.agreement.currency)
        unrated = f" (no rate to {self.agreement.currency})" if foreign else ""
        if unit == "share":
            if row["denominator"] and metric(row["name"], row["basis"]).figure == "share":
                return self.share(row["numerator"], row["denominator"], rows)
            return Figure(words.percent(value), rows, sort=value, part=value)
        if unit == "money":
            figure = self.money(value, rows, row["currency"])
            return replace(figure, text=f"{figure.text}{unrated}") if unrated else figure
        if unit == "money per day":
            return Figure(f"{words.money(value, row['currency'])} a day", rows, sort=value)
        if unit in ("seconds", "business seconds"):
            return self.time(value, rows, business=unit == "business seconds")
        return self.number(value, rows)

    @cached_property
    def _metrics(self) -> dict[Key, dict[str, Row]]:
        rows = self.ask(METRICS)
        found: dict[Key, dict[str, Row]] = {}
        shown = _shown(rows, self.agreement.currency)
        for row in rows:
            # Money in another currency stands in rows of its own and is never added.
            if row["currency"] == shown.get((row["name"], row["basis"])):
                key = tuple(row[part] for part in ("name", "basis", "grain", "dimension", "member"))
                found.setdefault(key, {})[row["period"]] = row
        return found

    def series(
        self,
        name: str,
        basis: str = "flow",
        grain: str = "month",
        dimension: str = "all",
        member: str = "all",
    ) -> list[Row]:
        """A metric's rows from the oldest period to the newest, the one that runs at as_of included."""
        found = self._metrics.get((name, basis, grain, dimension, member), {})
        return [found[period] for period in sorted(found)]

    def whole(self, name: str, basis: str = "flow", grain: Grain = "month") -> list[Row]:
        """A metric's rows for the periods that are over, from the oldest to the newest, as far as they are known."""
        running = self._running(grain)
        return [
            row
            for row in self.series(name, basis, grain)
            if str(row["period"]) < running and row["value"] is not None
        ]

    def _running(self, grain: Grain) -> str:
        """The label of the period that runs at as_of; labels of one grain are ordered as their periods are."""
        zone = self.agreement.calendar.timezone
        return period_of(grain, local_day(self.results.as_of.replace(tzinfo=None), zone), zone).label

    def metric(
        self, name: str, basis: str, grain: str, period: str, dimension: str = "all", member: str = "all"
    ) -> Row | None:
        """A row of the metrics; None where there is none."""
        return self._metrics.get((name, basis, grain, dimension, member), {}).get(period)

    def members(self, name: str, basis: str, grain: str, period: str, dimension: str) -> list[str]:
        """The members of a dimension for which a metric has a row, by name."""
        keys = [
            key
            for key, rows in self._metrics.items()
            if key[:4] == (name, basis, grain, dimension) and period in rows
        ]
        return sorted(key[4] for key in keys)

    def time(self, value: float | None, rows: str | None = None, business: bool = True) -> Figure:
        """A length of business time (or of the clock), as a figure."""
        said = words.seconds(value, day=self.business_day if business else 86_400)
        return Figure(said, rows, sort=value, exact=f"{value:,.0f} s" if value is not None else None)

    def share(self, part: float, whole: float, rows: str | None = None) -> Figure:
        """A share with its denominator, as a figure."""
        known = part / whole if whole else None
        return Figure(words.out_of(part, whole), rows, sort=known, part=known)

    def number(self, value: float | None, rows: str | None = None) -> Figure:
        """A count, as a figure; nothing opens from a zero."""
        return Figure(words.count(value), rows if value else None, sort=value)

    def money(self, value: Any, rows: str | None = None, currency: str | None = None) -> Figure:
        """An amount, as a figure; exact to the cent on hover."""
        code = currency or self.agreement.currency
        exact = words.money(value, code, exact=True) if value is not None else None
        return Figure(
            words.money(value, code),
            rows if value else None,
            sort=None if value is None else float(value),
            exact=exact,
        )
