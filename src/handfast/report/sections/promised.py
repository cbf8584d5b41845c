"""Each promise in detail: its course, its periods, its teams, its clocks."""

from handfast.report import charts, words
from handfast.report.blocks import Block, Column, Figure, Head, Picture, Pictures, Section, Table, say
from handfast.report.context import Context
from handfast.report.promises import Party, Promise
from handfast.report.sections.standing import SAID, STATES, amount, figure, spark
from handfast.report.svg import to_svg

PARTIES: tuple[tuple[Party, str], ...] = (("marketing", "Marketing"), ("sales", "Sales"), ("both", "Both"))


def promised(context: Context) -> Section | None:
    """Each promise, period by period."""
    if not context.promises:
        return None
    judged = context.results.promised
    blocks: list[Block] = []
    for party, name in PARTIES:
        mine = [promise for promise in context.promises if promise.by == party]
        drawn = tuple(
            _picture(context, promise)
            for promise in mine
            if any(period.value is not None for period in promise.trend)
        )
        bare = [promise for promise in mine if not any(period.value is not None for period in promise.trend)]
        if drawn or bare:
            blocks.append(Head(f"{name} promised" if judged else f"{name}: what others promise"))
        if drawn:
            blocks.append(Pictures(drawn))
        blocks += [
            say(
                f"“{promise.words}”: nothing to judge it by in any whole {promise.every} of this record.",
                tone="note",
            )
            for promise in bare
        ]
    teams = _teams(context)
    if teams.rows:
        blocks.append(teams)
    question = (
        "Was each promise kept, period by period?"
        if judged
        else "How would the field's usual promises have fared?"
    )
    return Section("promises", "Promises in detail", question, tuple(blocks))


def _picture(context: Context, promise: Promise) -> Picture:
    points = [
        {
            "period": period.name,
            "value": period.value,
            "target": period.target,
            "state": _state(context, period.state),
        }
        for period in promise.trend
    ]
    currency = context.agreement.currency if promise.unit == "money" else None
    title = _finding(context, promise)
    svg = to_svg(
        charts.promise_trend(points, promise.unit, promise.by, currency, _word(context)),
        f"{title} {spark(context, promise).words}",
    )
    latest = promise.latest
    opens = figure(context, promise, latest).rows if latest else None
    return Picture(
        title,
        svg,
        _periods(context, promise),
        opens,
        note=promise.words + (f" ({promise.team})" if promise.team != promise.by else ""),
    )


def _state(context: Context, state: str) -> str:
    return state if context.results.promised else "not judged"


def _word(context: Context) -> str:
    """What a target is called: nobody promised a convention."""
    return "promised" if context.results.promised else "usual"


def _finding(context: Context, promise: Promise) -> str:
    """The title: how often it was kept, or what it came to."""
    judged = [period for period in promise.trend if period.state in ("kept", "broken")]
    latest = promise.latest
    said = figure(context, promise, latest).text if latest else words.NOTHING
    when = words.period(latest.name) if latest else ""
    target = amount(context, promise, promise.target)
    if not context.results.promised:
        return f"{said} in {when}; the convention is {target}"
    kept = sum(period.state == "kept" for period in judged)
    course = (
        f"Kept in {kept} of the last {words.some(len(judged), promise.every)}"
        if judged
        else "Too few to judge so far"
    )
    return f"{course}; {said} in {when}, {target} promised"


def _periods(context: Context, promise: Promise) -> Table:
    columns = [
        Column("Period", number=False),
        Column("Result"),
        Column(_word(context).title()),
        Column("Judged", number=False),
    ]
    if promise.timer:
        columns += [
            Column("Kept"),
            Column("Broken"),
            Column("Not counted", help="excused, or worked without a logged touch"),
        ]
    rows = []
    for period in reversed(promise.trend):
        reached = (
            figure(context, promise, period)
            if period is promise.latest
            else Figure(_text(context, promise, period.value), sort=period.value)
        )
        judged = SAID[period.state] if context.results.promised else "not promised"
        state = STATES.get(period.state) if context.results.promised else None
        row: list[Figure | str] = [
            Figure(words.period(period.name), sort=period.name),
            reached,
            amount(context, promise, period.target),
            Figure(judged, state=state, sort=judged),
        ]
        if promise.timer:
            row += [
                context.number(period.kept),
                context.number(period.broken),
                context.number(period.excused),
            ]
        rows.append(tuple(row))
    return Table(promise.words, tuple(columns), tuple(rows), shown=6)


def _text(context: Context, promise: Promise, value: float | None) -> str:
    return words.NOTHING if value is None else amount(context, promise, value)


def _teams(context: Context) -> Table:
    """The last whole period of each timer by team, where more than one team is behind it."""
    rows = tuple(
        (
            promise.words,
            team,
            words.period(period.name),
            context.share(period.kept or 0, (period.kept or 0) + (period.broken or 0)),
            words.percent(period.target),
        )
        for promise in context.promises
        if promise.timer and len(promise.by_team) > 1
        for team, period in promise.by_team
    )
    columns = (
        Column("Promise", number=False),
        Column("Team", number=False),
        Column("Period", number=False),
        Column("Kept"),
        Column("Promised"),
    )
    return Table("Promises by team, last whole period", columns, rows)
