"""What happens after a hand-off: how soon it is touched, how often, what is decided, and why it is refused."""

from handfast.agreement.model import Timer
from handfast.report import charts, words
from handfast.report.blocks import (
    Block,
    Column,
    Figure,
    Head,
    Picture,
    Pictures,
    Section,
    Share,
    Split,
    Table,
    Tone,
    say,
)
from handfast.report.context import Context, Row
from handfast.report.elapsed import Elapsed
from handfast.report.svg import to_svg

TIMING = "select handoff, timing, count(*) as handoffs from findings.handoffs group by handoff, timing"
OF_TIMING = """
    select handoff_id, lead_id, team, owner_id, handed_at, raised, first_touch_at, touches, timing, decision, outcome
    from findings.handoffs
    where handoff = :handoff and timing is not distinct from :timing
    order by handed_at desc, handoff_id
"""
SETTLED = """
    select elapsed_seconds, state, stopped_at
    from findings.clocks
    where commitment_id = :commitment and state in ('met', 'breached')
    order by elapsed_seconds
"""
CLOCKS = """
    select handoff_id, lead_id, team, owner_id, started_at, due_at, stopped_at, elapsed_seconds, state, why
    from findings.clocks
    where commitment_id = :commitment and state in ('met', 'breached')
    order by stopped_at is not null, elapsed_seconds desc, handoff_id
"""
TEAMS = """
    select
        handoff,
        team,
        count(*) as handoffs,
        count(*) filter (where timing = 'in time') as in_time,
        count(*) filter (where timing in ('in time', 'late', 'never')) as settled,
        count(*) filter (where timing = 'never') as never,
        count(*) filter (where unlogged) as unlogged,
        count(*) filter (where early) as early,
        count(early) as could_be_early,
        median(touches) as touches,
        count(*) filter (where complete) as complete
    from findings.handoffs
    group by handoff, team
    order by handoff, team
"""
OF_TEAM = """
    select handoff_id, lead_id, owner_id, handed_at, raised, complete, first_touch_at, touches, timing, early, unlogged, decision
    from findings.handoffs
    where handoff = :handoff and team is not distinct from :team
    order by handed_at desc, handoff_id
"""
DECISIONS = """
    select coalesce(decision, 'undecided') as decision, count(*) as handoffs from findings.handoffs where handoff = :handoff group by 1
"""
OF_DECISION = """
    select handoff_id, lead_id, team, owner_id, handed_at, decision, decided_at, reason, timing
    from findings.handoffs
    where handoff = :handoff and coalesce(decision, 'undecided') = :decision
    order by decided_at desc, handoff_id
"""
REASONS = """
    select decision, coalesce(reason, 'no reason given') as reason, any_value(reason_kind) as kind, count(*) as decisions
    from findings.decisions
    where decision in ('rejected', 'disqualified', 'recycled')
    group by 1, 2
    order by decisions desc, decision, reason
"""
OF_REASON = """
    select lead_id, decided_at, decision, reason, reason_kind, reroute, handoff_id
    from findings.decisions
    where decision = :decision and coalesce(reason, 'no reason given') = :reason
    order by decided_at desc, lead_id
"""
ORDER = ("in time", "late", "never", "open", "unlogged", "excused")
TONES: dict[str, Tone] = {"in time": "kept", "late": "risk", "never": "broken"}
NAMES = {
    "in time": "touched in time",
    "late": "touched late",
    "never": "never touched",
    "open": "still open",
    "unlogged": "worked, no touch logged",
    "excused": "excused",
}
VERDICTS: tuple[tuple[str, str, Tone], ...] = (
    ("accepted", "accepted", "kept"),
    ("disqualified", "disqualified after contact", "muted"),
    ("rejected", "rejected before contact", "broken"),
    ("recycled", "recycled", "risk"),
    ("undecided", "undecided", "muted"),
)


def handoffs(context: Context) -> Section | None:
    """What happens after a hand-off."""
    rows = context.ask(TIMING)
    if not rows:
        return None
    blocks: list[Block] = []
    for clause in context.agreement.handoffs:
        mine = [row for row in rows if row["handoff"] == clause.id]
        if mine:
            blocks += [
                Head(f"{clause.from_team} to {clause.to}"),
                *_split(context, clause.id, mine),
                *_decided(context, clause.id),
            ]
    curves = tuple(
        curve
        for clause in context.agreement.clocked
        if isinstance(clause, Timer)
        for curve in _curve(context, clause)
    )
    if curves:
        blocks += [Head("Time to the first touch"), Pictures(curves)]
    blocks += [_teams(context)]
    reasons = context.ask(REASONS)
    if reasons:
        blocks += [_reasons(context, reasons)]
    return Section("handoffs", "Hand-offs and follow-up", "What happens after a hand-off?", tuple(blocks))


def _split(context: Context, handoff: str, rows: list[Row]) -> list[Block]:
    """The hand-offs by how soon they were touched."""
    total = sum(row["handoffs"] for row in rows)
    known = {row["timing"]: row["handoffs"] for row in rows if row["timing"]}
    if not known:
        return [
            say(
                f"{words.some(total, 'hand-off')}. No promise says how soon the first touch is due, so none is early or late.",
                tone="note",
            )
        ]
    shares = tuple(
        Share(
            NAMES[timing],
            context.share(
                known[timing],
                total,
                context.rows(f"Hand-offs {NAMES[timing]}", OF_TIMING, handoff=handoff, timing=timing),
            ),
            known[timing] / total,
            TONES.get(timing, "muted"),
        )
        for timing in ORDER
        if timing in known
    )
    settled = sum(known.get(timing, 0) for timing in ("in time", "late", "never"))
    title = (
        f"{words.out_of(known.get('in time', 0), settled)} whose time was up were touched in time"
        if settled
        else f"{words.some(total, 'hand-off')}, none of them due yet"
    )
    return [Split(title, shares)]


def _decided(context: Context, handoff: str) -> list[Block]:
    """The hand-offs by what sales decided."""
    known = {row["decision"]: row["handoffs"] for row in context.ask(DECISIONS, handoff=handoff)}
    total = sum(known.values())
    if set(known) == {"undecided"}:
        return [
            say(
                f"No decision is on record for these {words.some(total, 'hand-off')}, so acceptance can't be judged.",
                tone="note",
            )
        ]
    shares = tuple(
        Share(
            name,
            context.share(
                known[decision],
                total,
                context.rows(f"Hand-offs {name}", OF_DECISION, handoff=handoff, decision=decision),
            ),
            known[decision] / total,
            tone,
        )
        for decision, name, tone in VERDICTS
        if decision in known
    )
    taken, open_ones = known.get("accepted", 0) + known.get("disqualified", 0), known.get("undecided", 0)
    if open_ones > total / 2:
        return [Split(f"{words.out_of(open_ones, total)} have no decision on record", shares)]
    return [Split(f"{words.out_of(taken, total)} were taken up by sales", shares)]


def _curve(context: Context, clause: Timer) -> list[Picture]:
    """What share was touched within a time, for a promise of a first touch."""
    elapsed = context.elapsed(clause.within.business)
    asked = {"commitment": clause.id, "as_of": context.as_of}
    rows = context.ask(elapsed.clocks(SETTLED), **asked) if clause.until == "first_touch" else []
    if not rows:
        return []
    met = sum(row["state"] == "met" for row in rows)
    touched = [row["elapsed_seconds"] for row in rows if row["stopped_at"] is not None]
    points = [{"seconds": seconds, "share": (place + 1) / len(rows)} for place, seconds in enumerate(touched)]
    within = clause.within.microseconds(context.business_day * 1_000_000) / 1_000_000
    party = context.agreement.sides_of(clause.by)[0]
    said = clause.within.words()
    held = "the promise is" if context.results.promised else "the convention is"
    title = f"{words.out_of(met, len(rows))} were touched within {said}; {held} {words.percent(float(clause.target))}"
    chart = charts.answered_within(
        points,
        party,
        within,
        float(clause.target),
        elapsed.day,
        "promised" if context.results.promised else "usual:",
    )
    opens = context.rows(f"{clause.promise}: every clock whose time was up", elapsed.clocks(CLOCKS), **asked)
    return [
        Picture(
            title,
            to_svg(chart, title),
            _quantiles(context, elapsed, rows, within, opens),
            opens,
            note=f"{clause.promise}. {elapsed.name} from the hand-off to the first touch.",
        )
    ]


def _quantiles(context: Context, elapsed: Elapsed, rows: list[Row], within: float, opens: str) -> Table:
    """The curve in numbers: what share was touched within some times."""
    touched = [row["elapsed_seconds"] for row in rows if row["stopped_at"] is not None]
    times = [within * factor for factor in (0.5, 1, 2, 4)]
    counted = [sum(seconds <= time for seconds in touched) for time in times]
    said = [
        (words.seconds(time, day=elapsed.day), context.share(many, len(rows), opens))
        for time, many in zip(times, counted, strict=True)
    ]
    never = len(rows) - len(touched)
    said.append(("not at all", context.share(never, len(rows), opens)))
    return Table("Touched within", (Column(elapsed.name, number=False), Column("Hand-offs")), tuple(said))


def _teams(context: Context) -> Table:
    columns = (
        Column("Hand-off", number=False),
        Column("Team", number=False),
        Column("Hand-offs"),
        Column("In time", help="of those whose time was up"),
        Column("Never touched"),
        Column("Worked, not logged"),
        Column("Touched before the hand-off", help="inbound leads without an opportunity"),
        Column("Touches, median"),
        Column("With the minimum information"),
    )
    rows = []
    for row in context.ask(TEAMS):
        opens = context.rows(
            f"Hand-offs to {row['team'] or 'nobody'} ({row['handoff']})",
            OF_TEAM,
            handoff=row["handoff"],
            team=row["team"],
        )
        rows.append(
            (
                row["handoff"],
                row["team"] or "nobody yet",
                context.number(row["handoffs"], opens),
                context.share(row["in_time"], row["settled"], opens),
                context.share(row["never"], row["settled"], opens),
                context.number(row["unlogged"], opens),
                context.share(row["early"], row["could_be_early"], opens),
                context.number(row["touches"], opens),
                context.share(row["complete"], row["handoffs"], opens),
            )
        )
    return Table("Hand-offs by receiving team", columns, tuple(rows))


def _reasons(context: Context, reasons: list[Row]) -> Table:
    total = sum(row["decisions"] for row in reasons)
    columns = (
        Column("Reason", number=False),
        Column("Decision", number=False),
        Column("Kind", number=False),
        Column("Of all refused, disqualified or recycled"),
    )
    rows = tuple(
        (
            row["reason"],
            row["decision"],
            row["kind"] or "–",
            Figure(
                words.out_of(row["decisions"], total),
                context.rows(
                    f"{row['decision'].title()}: {row['reason']}",
                    OF_REASON,
                    decision=row["decision"],
                    reason=row["reason"],
                ),
                sort=row["decisions"],
                part=row["decisions"] / total,
            ),
        )
        for row in reasons
    )
    return Table("Reasons of sales, the most frequent first", columns, rows)
