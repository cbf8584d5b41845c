"""The parts of a replay's page: hand-offs, wins, load, promises."""

from collections.abc import Callable, Sequence

from handfast.diagnosis.replay import Replay
from handfast.diagnosis.replay.replayed import Group, Load, Simulated
from handfast.report import words
from handfast.report.blocks import Block, Cell, Column, Figure, Picture, Pictures, Section, Table, say
from handfast.report.replay_charts import bounds, by_month, pairs
from handfast.report.svg import to_svg

ENTERS, LEAVES, BOTH, NEVER, DEALS = (f"rows-{number}" for number in range(1, 6))
"""The lists that figures open."""
MOST_BARS = 12
LOOK = "Above: in force; below: draft."
SIMULATED = (
    "Simulated, not counted: each hand-off that the draft adds is given the time that its rep took for another one; a hand-off of both versions "
    "keeps the time that it took. More work makes nobody slower here."
)
NO_WINS = "No deal on record is won, so that nothing tells whether the draft would keep those that are."
NO_CAPACITY = "No daily capacity is on record for these, so that nothing tells whether queues would overflow."


def handed(replay: Replay) -> Section:
    """Hand-offs by month, who enters, who leaves, and what became of them."""
    change = round(replay.after - replay.before, 1)
    more = "more" if change > 0 else "fewer"
    title = f"{words.some(abs(change), f'{more} hand-off', f'{more} hand-offs')} a month under the draft"
    if not change:
        title = "As many hand-offs a month under the draft"
    whole = [m for m in replay.by_month if m.whole]
    drawn = whole if len(whole) > 1 else replay.by_month
    months = [{"period": m.period, "before": m.before, "after": m.after} for m in drawn]
    columns = (Column("Month", number=False), Column("In force"), Column("Draft"))
    rows = tuple(
        (
            words.period(m.period) + ("" if m.whole else ", in part"),
            words.count(m.before),
            words.count(m.after),
        )
        for m in replay.by_month
    )
    table = Table("Hand-offs by month", columns, rows, shown=24)
    drawn_in = (
        "Each whole month." if drawn is whole else "Each month, cut off where the history begins and ends."
    )
    note = f"{drawn_in} Only cycles begun in this time count, so that the first months are low."
    picture = Picture(title, to_svg(by_month(months), title), table, BOTH, note)
    question = "Who enters, who leaves, and what became of them?"
    return Section("handed", "Hand-offs", question, (_became(replay), Pictures((picture,))))


def _groups(replay: Replay) -> tuple[tuple[str, Group, str], ...]:
    return (
        ("under both", replay.both, BOTH),
        ("only before", replay.leaves, LEAVES),
        ("only under the draft", replay.enters, ENTERS),
    )


def _became(replay: Replay) -> Table:
    columns = (
        Column("Handed over", number=False),
        Column("Hand-offs"),
        Column("Accepted", help="of those judged by sales"),
        Column("Won"),
        Column("No outcome yet"),
        Column("Never worked"),
    )
    return Table("What became of them", columns, tuple(_row(*each) for each in _groups(replay)))


def _row(said: str, found: Group, opens: str) -> tuple[Cell, ...]:
    def many(number: int, rows: str = opens) -> Figure:
        return Figure(words.count(number), rows if number else None, sort=number)

    accepted = Figure("none judged", sort=None)
    if found.judged:
        share = found.accepted / found.judged
        accepted = Figure(words.out_of(found.accepted, found.judged), opens, sort=share)
    never = many(found.never_worked, NEVER if opens == ENTERS else opens)
    return said, many(found.handoffs), accepted, many(found.won), many(found.running), never


def won(replay: Replay) -> Section:
    """Deals that are kept, and the bounds of those that nobody can know."""
    question = "Would the deals that were won still be handed over?"
    if not replay.won_deals:
        return Section("won", "Wins", question, (say(NO_WINS, tone="note"),))
    pictures = (*([_kept(replay)] if replay.deals else []), _bounds(replay))
    return Section("won", "Wins", question, (Pictures(pictures),))


def _kept(replay: Replay) -> Picture:
    title = f"{replay.recalled:,} of {words.some(replay.deals, 'deal')} won would still have been handed over"
    counts = (
        ("from leads handed over before", replay.deals),
        ("of these, kept by the draft", replay.recalled),
        ("won without a hand-off, handed over by the draft", replay.found),
    )
    rows = tuple((said, words.count(many)) for said, many in counts)
    table = Table("Deals won", (Column("Deals", number=False), Column("Number")), rows)
    points = [{"name": "deals won", "before": replay.deals, "after": replay.recalled}]
    return Picture(title, to_svg(pairs(points), title), table, DEALS, LOOK)


def _bounds(replay: Replay) -> Picture:
    low, high = replay.wins_of_enters
    many = replay.enters.never_worked
    known = [(said, found.won, found.won) for said, found, _ in _groups(replay)[:2]]
    known.append(("only draft", low, high))
    title = f"Leads won among those who enter: {f'{low:,} to {high:,}' if many else f'{low:,}'}"
    columns = (Column("Handed over", number=False), Column("Won on record"), Column("At most"))
    rows = tuple((name, words.count(sure), words.count(most)) for name, sure, most in known)
    note = "All who would enter were worked."
    if many:
        were = "was" if many == 1 else "were"
        note = f"{words.some(many, 'lead')} who would enter {were} never worked and have no outcome: pale, from none of them won to all."
    points = [{"name": name.removeprefix("under "), "sure": sure, "most": most} for name, sure, most in known]
    table = Table("Leads won", columns, rows)
    return Picture(title, to_svg(bounds(points), title), table, NEVER if many else None, note)


def load(replay: Replay) -> Section | None:
    """What comes to each rep or team, against what they can take."""
    loads = sorted(
        (each for each in replay.loads if each.before or each.after),
        key=lambda each: (-max(each.before, each.after), each.member),
    )
    if not loads:
        return None
    title = f"Hand-offs a month for each {'rep' if replay.show == 'person' else 'team'}"
    points = [
        {"name": each.member, "before": round(each.before, 1), "after": round(each.after, 1)}
        for each in loads[:MOST_BARS]
    ]
    table = _loads(loads)
    pictures = [Picture(title, to_svg(pairs(points), title), table, None, LOOK)]
    known = [each for each in loads[:MOST_BARS] if each.overflow_before is not None]
    if known:
        pictures.append(_overflows(known, table))
    by = "the draft's routing" if replay.dealt_by == "routing" else "the shares that reps had of hand-offs"
    nobody = f"; {replay.undealt:,} could be dealt to nobody" if replay.undealt else ""
    dealt = f"Hand-offs that the draft adds and nobody owns are dealt by {by}{nobody}."
    blocks: list[Block] = [Pictures(tuple(pictures))]
    blocks += [say(said, tone="note") for said in ([] if known else [NO_CAPACITY]) + [dealt]]
    return Section("load", "Load", "Could the reps take it?", tuple(blocks))


def _overflows(known: Sequence[Load], table: Table) -> Picture:
    most = max(
        known, key=lambda each: (max(each.overflow_after or 0, each.overflow_before or 0), each.member)
    )
    days = words.some(most.overflow_after or 0, "day")
    whose = f"{most.member}'s queue" if len(most.user_ids) == 1 else f"A queue of {most.member}"
    title = f"{whose} overflows on {days} instead of {most.overflow_before:,}"
    if not (most.overflow_after or most.overflow_before):
        title = "No queue overflows, before or under the draft"
    points = [
        {"name": each.member, "before": each.overflow_before, "after": each.overflow_after} for each in known
    ]
    note = f"Working days that end with hand-offs left over, by each rep's daily capacity. {LOOK}"
    return Picture(title, to_svg(pairs(points), title), table, None, note)


def _loads(loads: Sequence[Load]) -> Table:
    columns = (
        Column("Rep or team", number=False),
        Column("A month, in force"),
        Column("A month, draft"),
        Column("Capacity a day"),
        Column("Overflow days, in force"),
        Column("Overflow days, draft"),
    )
    rows = tuple(
        (
            each.member,
            f"{each.before:,.1f}",
            f"{each.after:,.1f}",
            *(words.count(value) for value in (each.capacity, each.overflow_before, each.overflow_after)),
        )
        for each in loads
    )
    return Table("Load", columns, rows)


def promises(replay: Replay) -> Section | None:
    """Promises that would have broken, simulated and labelled so."""
    if not replay.promises:
        return None
    pictures = tuple(_promise(each) for each in replay.promises if each.broken is not None)
    untold = [each.commitment_id for each in replay.promises if each.broken is None]
    blocks: list[Block] = [say(SIMULATED, tone="note"), *([Pictures(pictures)] if pictures else [])]
    if untold:
        blocks.append(say(f"No service time is on record for {words.listed(untold)}.", tone="note"))
    return Section("promises", "Promises", "Which promises would have broken?", tuple(blocks))


def _promise(promise: Simulated) -> Picture:
    broken, low, high = promise.broken or 0.0, promise.low or 0.0, promise.high or 0.0
    was = f"{promise.broken_before:,} of {promise.before:,} before"
    title = f"{promise.commitment_id}, simulated: {broken:,.0f} of {promise.after:,} broken under the draft, {was}"
    span = {"low": low, "high": high} if promise.drawn else {}
    points = [{"name": "broken", "before": promise.broken_before, "after": round(broken), **span}]
    columns = (Column("Version", number=False), Column("Judged"), Column("Broken"), Column("90% interval"))
    rows = (
        ("in force, counted", words.count(promise.before), words.count(promise.broken_before), ""),
        ("draft, simulated", words.count(promise.after), f"{broken:,.0f}", f"{low:,.0f} to {high:,.0f}"),
    )
    note = f"{promise.promise}. {words.some(promise.drawn, 'service time')} drawn. {LOOK}"
    return Picture(title, to_svg(pairs(points), title), Table(promise.promise, columns, rows), None, note)


SECTIONS: Sequence[Callable[[Replay], Section | None]] = (handed, won, load, promises)
