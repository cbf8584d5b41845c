"""The agreement's terms as small tables in the schema `agreement`, so that definitions join them like facts.

Conditions are not here: they become trees inside the definitions. Everything else that a clause says (stages, reasons, commitments, caps,
half-lives, calendars) is data.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from handfast.agreement.calendar import Calendar, is_zone
from handfast.agreement.durations import Duration
from handfast.agreement.expansion import Expansion, expand
from handfast.agreement.model import Agreement, CountTimer, StageEntry, Target, Timer
from handfast.agreement.pieces import pieces
from handfast.engine.context import Version
from handfast.engine.duckdb_engine import DuckDBEngine

ALWAYS = datetime(1900, 1, 1)
NEVER = datetime(9999, 12, 31)
"""The ends of time in the steps, where null would make every comparison longer; published as null."""

DAY = 86_400_000_000

BLOCK_HALF_LIVES = 250
"""Decayed sums are rebased at least every 250 half-lives of the shortest, so that an exponent never exceeds 500."""

INSTANT = pa.timestamp("us")
SCHEMAS: dict[str, list[tuple[str, pa.DataType]]] = {
    "versions": [
        ("version", pa.int32()), ("agreement_hash", pa.string()), ("from_at", INSTANT), ("until_at", INSTANT), ("timezone", pa.string()),
        ("currency", pa.string()), ("explore_below", pa.string()), ("calendar", pa.string()), ("show", pa.string()),
    ],
    "stages": [
        ("version", pa.int32()), ("stage", pa.string()), ("position", pa.int64()), ("owner_side", pa.string()), ("limit_micros", pa.int64()),
        ("limit_business", pa.bool_()), ("last", pa.bool_()), ("mql", pa.bool_()),
    ],
    "stage_names": [("version", pa.int32()), ("name", pa.string()), ("stage", pa.string())],
    "stage_requires": [("version", pa.int32()), ("stage", pa.string()), ("field", pa.string())],
    "reasons": [
        ("version", pa.int32()), ("decision", pa.string()), ("reason", pa.string()), ("kind", pa.string()), ("reroute", pa.bool_()),
        ("recycle", pa.string()), ("wait_micros", pa.int64()), ("wait_business", pa.bool_()), ("only_after", pa.string()),
    ],
    "handoffs": [
        ("version", pa.int32()), ("handoff", pa.string()), ("position", pa.int64()), ("from_team", pa.string()), ("from_side", pa.string()),
        ("to_team", pa.string()), ("to_side", pa.string()), ("when_stage", pa.string()), ("when_position", pa.int64()),
    ],
    "receivers": [("version", pa.int32()), ("handoff", pa.string()), ("user_id", pa.string()), ("team", pa.string())],
    "engagement": [
        ("version", pa.int32()), ("clause", pa.string()), ("rule", pa.int64()), ("points", pa.float64()), ("cap", pa.int64()),
        ("cap_per", pa.string()), ("half_life_days", pa.float64()), ("expires_micros", pa.int64()),
    ],
    "blocks": [("version", pa.int32()), ("block", pa.int64()), ("starts_at", INSTANT), ("ends_at", INSTANT)],
    "commitments": [
        ("version", pa.int32()), ("commitment_id", pa.string()), ("position", pa.int64()), ("by_team", pa.string()), ("side", pa.string()),
        ("promise", pa.string()), ("what", pa.string()), ("start_kind", pa.string()), ("start_id", pa.string()), ("until_kind", pa.string()),
        ("until_stage", pa.string()), ("until_position", pa.int64()), ("counted", pa.string()), ("how_many", pa.int64()), ("unless", pa.string()),
        ("within_micros", pa.int64()), ("within_business", pa.bool_()), ("target", pa.float64()), ("up_to", pa.int64()), ("up_to_per", pa.string()),
        ("every", pa.string()), ("measure", pa.string()), ("at_least", pa.float64()),
    ],
    "sourced": [("version", pa.int32()), ("within_micros", pa.int64()), ("by", pa.string())],
    "owner_calendars": [("version", pa.int32()), ("user_id", pa.string()), ("calendar", pa.string())],
    "days": [
        ("version", pa.int32()), ("utc_day", pa.date32()), ("starts_at", INSTANT), ("ends_at", INSTANT), ("local_day", pa.date32()),
        ("day_ends_at", INSTANT), ("week_day", pa.date32()), ("month_day", pa.date32()), ("week", pa.string()), ("month", pa.string()),
        ("quarter", pa.string()),
    ],
}  # fmt: skip

Row = dict[str, Any]


def store_terms(
    engine: DuckDBEngine,
    versions: Sequence[Version],
    users: list[Row],
    absences: list[Row],
    first: datetime,
    as_of: datetime,
) -> None:
    """Make every table of the schema `agreement`.

    `users` and `absences` are the record's rows (user_id, side, team, timezone; user_id, starts_at, ends_at); `first` and `as_of` bound the facts (aware,
    UTC). Calendars and days reach as far past as_of as the longest promise needs.
    """
    rows: dict[str, list[Row]] = {name: [] for name in SCHEMAS}
    expansions: dict[str, Expansion] = {}
    for version in versions:
        agreement, number = version.agreement, version.number
        rows["versions"].append(_version_row(version))
        for name, made in (
            ("stages", _stage_rows(agreement, version.calendar)),
            (
                "stage_names",
                ({"name": name, "stage": stage} for name, stage in agreement.stage_labels.items()),
            ),
            (
                "stage_requires",
                (
                    {"stage": stage.id, "field": field}
                    for stage in agreement.stages
                    for field in stage.requires
                ),
            ),
            ("reasons", _reason_rows(agreement, version.calendar)),
            ("handoffs", _handoff_rows(agreement)),
            ("receivers", _receiver_rows(agreement, users)),
            ("engagement", _engagement_rows(agreement)),
            ("blocks", _block_rows(agreement, first, as_of)),
            ("commitments", _commitment_rows(agreement, version.calendar)),
            ("sourced", _sourced_rows(agreement, version.calendar)),
            ("days", day_rows(agreement.calendar.timezone, first, as_of + timedelta(days=400))),
        ):
            rows[name].extend({"version": number, **row} for row in made)
        calendars, owners = _calendars(version, users, absences)
        rows["owner_calendars"].extend({"version": number, **row} for row in owners)
        reach = _longest_business(agreement, version.calendar)
        expansions |= {name: expand(calendar, first, as_of, reach) for name, calendar in calendars.items()}
    for name, columns in SCHEMAS.items():
        engine.store(f"agreement.{name}", pa.Table.from_pylist(rows[name], schema=pa.schema(columns)))
    engine.store("agreement.pieces", pieces(expansions))


def _micros(duration: Duration | None, calendar: Calendar) -> int | None:
    return duration.microseconds(calendar.longest_day) if duration else None


def _business(duration: Duration | None) -> bool:
    return duration is not None and duration.business


def share_as_hex(share: Decimal) -> str:
    """The first eight hexadecimal digits below which a SHA-256 falls for that share of all texts: 5% is `0ccccccc`; all fall below `g`."""
    return f"{int(share * 2**32):08x}" if share < 1 else "g"


def _version_row(version: Version) -> Row:
    agreement = version.agreement
    explore = agreement.qualified_lead.explore
    return {
        "version": version.number, "agreement_hash": agreement.hash, "from_at": version.from_at, "until_at": version.until_at,
        "timezone": agreement.calendar.timezone, "currency": agreement.currency, "explore_below": share_as_hex(explore) if explore else "",
        "calendar": calendar_name(version), "show": agreement.show,
    }  # fmt: skip


def calendar_name(version: Version) -> str:
    """The id of a version's own calendar in `agreement.pieces`."""
    return f"{version.number}"


def mql_stage(agreement: Agreement) -> str | None:
    """The stage at which the CRM calls a lead marketing-qualified: `mql`, or else the last stage that marketing owns."""
    owned = [stage.id for stage in agreement.stages if stage.owner == "marketing"]
    return "mql" if "mql" in [stage.id for stage in agreement.stages] else owned[-1] if owned else None


def _stage_rows(agreement: Agreement, calendar: Calendar) -> Iterable[Row]:
    for position, stage in enumerate(agreement.stages):
        yield {
            "stage": stage.id, "position": position, "owner_side": stage.owner, "limit_micros": _micros(stage.time_limit, calendar),
            "limit_business": _business(stage.time_limit), "last": position == len(agreement.stages) - 1, "mql": stage.id == mql_stage(agreement),
        }  # fmt: skip


def name_key(name: str) -> str:
    """A name as it is compared: trimmed, A to Z in lower case."""
    return "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in name.strip())


def _reason_rows(agreement: Agreement, calendar: Calendar) -> Iterable[Row]:
    for name, refusal in agreement.rejection_reasons.items():
        yield {
            "decision": "rejected", "reason": name_key(name), "kind": refusal.kind, "reroute": refusal.then == "reroute", "recycle": refusal.recycle,
            "wait_micros": _micros(refusal.recycle_after, calendar), "wait_business": _business(refusal.recycle_after),
        }  # fmt: skip
    for name, unfit in agreement.disqualification_reasons.items():
        for decision in ("disqualified", "recycled"):
            yield {
                "decision": decision, "reason": name_key(name), "reroute": False, "recycle": unfit.recycle,
                "wait_micros": _micros(unfit.recycle_after, calendar), "wait_business": _business(unfit.recycle_after), "only_after": unfit.only_after,
            }  # fmt: skip
    for name, loss in agreement.lost_reasons.items():
        yield {
            "decision": "lost", "reason": name_key(name), "reroute": False, "recycle": loss.recycle,
            "wait_micros": _micros(loss.recycle_after, calendar), "wait_business": _business(loss.recycle_after),
        }  # fmt: skip


def _handoff_rows(agreement: Agreement) -> Iterable[Row]:
    for position, clause in enumerate(agreement.handoffs):
        stage = clause.when.stage if isinstance(clause.when, StageEntry) else None
        yield {
            "handoff": clause.id, "position": position, "from_team": clause.from_team, "from_side": agreement.side_of_team(clause.from_team),
            "to_team": clause.to, "to_side": agreement.side_of_team(clause.to), "when_stage": stage,
            "when_position": agreement.stage_order(stage) if stage else None,
        }  # fmt: skip


def _receiver_rows(agreement: Agreement, users: list[Row]) -> Iterable[Row]:
    for clause in agreement.handoffs:
        for user in users:
            side = user["side"] or agreement.side_of_team(user["team"] or "")
            if clause.to in (user["team"], side):
                yield {"handoff": clause.id, "user_id": user["user_id"], "team": user["team"]}


def _engagement_rows(agreement: Agreement) -> Iterable[Row]:
    for number, (clause, rule) in enumerate(agreement.qualified_lead.engagement_clauses()):
        yield {
            "clause": clause, "rule": number, "points": float(rule.points), "cap": rule.at_most.n if rule.at_most else None,
            "cap_per": rule.at_most.per if rule.at_most else None,
            "half_life_days": rule.half_life.microseconds() / DAY if rule.half_life else None,
            "expires_micros": rule.expires_after.microseconds() if rule.expires_after else None,
        }  # fmt: skip


def half_lives(agreement: Agreement) -> list[float]:
    """The half-lives that the agreement's rules use, in days, ascending."""
    rules = agreement.qualified_lead.engagement
    return sorted({rule.half_life.microseconds() / DAY for rule in rules if rule.half_life})


def _block_rows(agreement: Agreement, first: datetime, as_of: datetime) -> Iterable[Row]:
    """Stretches of time, fixed to the calendar so that they are the same for any set of leads, each the base of its own decayed sums."""
    lives = half_lives(agreement)
    if not lives:
        yield {"block": 0, "starts_at": ALWAYS, "ends_at": NEVER}
        return
    length = timedelta(days=lives[0] * BLOCK_HALF_LIVES)
    epoch = datetime(1970, 1, 1)
    block = (first.replace(tzinfo=None) - epoch) // length
    while (start := epoch + block * length) <= as_of.replace(tzinfo=None):
        end = min(start + length, NEVER)
        yield {"block": block, "starts_at": start, "ends_at": end}
        block += 1


def _commitment_rows(agreement: Agreement, calendar: Calendar) -> Iterable[Row]:
    for position, clause in enumerate(agreement.commitments):
        sides = agreement.sides_of(clause.by)
        row: Row = {
            "commitment_id": clause.id, "position": position, "by_team": clause.by, "side": sides[0] if len(sides) == 1 else "both",
            "promise": clause.promise, "every": clause.every,
        }  # fmt: skip
        if isinstance(clause, Target):
            yield row | {"what": "target", "measure": clause.measure, "at_least": float(clause.at_least)}
        else:
            yield row | _clocked_row(clause, agreement, calendar)


def _clocked_row(clause: Timer | CountTimer, agreement: Agreement, calendar: Calendar) -> Row:
    start_kind, _, start_id = clause.start.partition(".")
    row: Row = {
        "start_kind": start_kind, "start_id": start_id or None, "within_micros": _micros(clause.within, calendar), "within_business": clause.within.business,
        "target": float(clause.target), "up_to": clause.up_to.n if clause.up_to else None, "up_to_per": clause.up_to.per if clause.up_to else None,
    }  # fmt: skip
    if isinstance(clause, CountTimer):
        return row | {
            "what": "count",
            "counted": clause.count,
            "how_many": clause.at_least,
            "unless": clause.unless,
        }
    kind, _, stage = clause.until.partition(".")
    return row | {
        "what": "timer", "until_kind": kind, "until_stage": stage or None, "until_position": agreement.stage_order(stage) if stage else None,
    }  # fmt: skip


def _sourced_rows(agreement: Agreement, calendar: Calendar) -> Iterable[Row]:
    if agreement.sourced:
        yield {"within_micros": _micros(agreement.sourced.within, calendar), "by": agreement.sourced.by}


def _longest_business(agreement: Agreement, calendar: Calendar) -> int:
    spans = [clause.within for clause in agreement.clocked]
    spans += [stage.time_limit for stage in agreement.stages if stage.time_limit]
    for reasons in (agreement.rejection_reasons, agreement.disqualification_reasons, agreement.lost_reasons):
        spans += [reason.recycle_after for reason in reasons.values() if reason.recycle_after]
    return max((span.microseconds(calendar.longest_day) for span in spans if span.business), default=0)


def _calendars(
    version: Version, users: list[Row], absences: list[Row]
) -> tuple[dict[str, Calendar], list[Row]]:
    """The version's own calendar, one for each zone and set of absences that its users have, and which user goes by which."""
    calendars = {calendar_name(version): version.calendar}
    owners: list[Row] = []
    away: dict[str, list[tuple[datetime, datetime]]] = {}
    for absence in absences:
        away.setdefault(absence["user_id"], []).append((absence["starts_at"], absence["ends_at"]))
    for user in users:
        zone, gone = user["timezone"], sorted(away.get(user["user_id"], []))
        if not gone and (not zone or zone == version.agreement.calendar.timezone or not is_zone(zone)):
            continue
        calendar = version.calendar.in_zone(zone) if zone and is_zone(zone) else version.calendar
        name = f"{version.number} {zone or ''} {user['user_id']}" if gone else f"{version.number} {zone}"
        calendars[name] = calendar.without(gone) if gone else calendar
        owners.append({"user_id": user["user_id"], "calendar": name})
    return calendars, owners


def local_midnight(day: date, zone: str) -> datetime:
    """The first instant of a local day, naive UTC; a midnight that the clocks skip is the first instant after."""
    local = datetime.combine(day, time(), ZoneInfo(zone))
    instant = local.astimezone(UTC)
    if instant.astimezone(ZoneInfo(zone)).date() < day:
        instant += timedelta(hours=1)
    return instant.replace(tzinfo=None)


def day_rows(zone: str, first: datetime, last: datetime) -> Iterable[Row]:
    """The local days of a zone from first to last, cut at UTC midnights; with their week (Monday's date), month and quarter."""
    day = first.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
    end = last.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    starts_at = local_midnight(day, zone)
    while day <= end:
        ends_at = local_midnight(day + timedelta(days=1), zone)
        year, week, weekday = day.isocalendar()
        labels = {
            "local_day": day, "day_ends_at": ends_at, "week_day": day - timedelta(days=weekday - 1), "month_day": day.replace(day=1),
            "week": f"{year}-W{week:02d}", "month": f"{day:%Y-%m}", "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
        }  # fmt: skip
        while starts_at < ends_at:
            midnight = datetime.combine(starts_at.date() + timedelta(days=1), time())
            yield {
                "utc_day": starts_at.date(),
                "starts_at": starts_at,
                "ends_at": min(ends_at, midnight),
                **labels,
            }
            starts_at = min(ends_at, midnight)
        day += timedelta(days=1)
