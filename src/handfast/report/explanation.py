"""One lead's story on a terminal, 80 columns, and as JSON."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import groupby
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from handfast.agreement import wording
from handfast.engine.explanation import (
    Award,
    ClausePoints,
    Clock,
    Deal,
    Decision,
    Event,
    Explanation,
    Handoff,
    Missing,
    Person,
    Stay,
)
from handfast.report import words
from handfast.report.contract import plain

WIDTH = 80
AWARDS, ROWS, LACKS = 6, 40, 6
"""How many awards of a clause, lines of the timeline and things that the record lacks are printed; the JSON has all that the story holds."""
HOW = {
    "definition": "by its points",
    "raised": "by a raised hand",
    "explore": "at random, below the threshold",
}
STATES = {
    "met": ("●", "green", "kept", "inside the usual time"),
    "breached": ("◇", "bright_red", "broken", "beyond the usual time"),
    "running": ("○", "", "running", "running"),
    "at risk": ("◐", "yellow", "nearly out of time", "nearly out of time"),
    "excused": ("·", "dim", "not counted", "not counted"),
    "unlogged": ("·", "dim", "not counted", "not counted"),
}
"""Of a clock: its mark, its colour, what it is when it was promised, and when nobody promised it."""


def explanation_json(story: Explanation) -> str:
    """The story as JSON: instants as `2026-06-01T09:00:00Z`, money as text."""
    return json.dumps(plain(asdict(story)), ensure_ascii=False, indent=1)


def print_explanation(story: Explanation, console: Console) -> None:
    """Print the story in order: who, where it stands, its score, what is missing, hand-offs and clocks, deals, and the timeline."""
    width = min(WIDTH, console.width)
    for part in (
        *_who(story),
        *_score(story),
        *_missing(story),
        *_qualified(story),
        *_handoffs(story),
        *_rest(story),
        *_timeline(story),
    ):
        console.print(part, width=width)


def _title(name: str, figure: str = "") -> Text:
    return Text.assemble(f"\n{name}" if name else "", (f"  {figure}" if figure else "", "bold"), style="bold")


def _item(mark: str, said: str | Text, style: str = "", indent: int = 0) -> RenderableType:
    """A line with a mark before it, folded beside the mark."""
    table = Table.grid(padding=(0, 1))
    table.add_column()
    table.add_column(overflow="fold")
    table.add_row(Text(mark, style), said if isinstance(said, Text) else Text(said))
    return Padding(table, (0, 0, 0, indent), expand=False)


def points_text(value: float) -> str:
    """Points with as many digits as people read: `25`, `0.03`, `-20`."""
    return f"{round(value, 2):g}"


def _total(fit: float, engagement: float) -> str:
    return f"fit {points_text(fit)}, engagement {points_text(engagement)}"


def _name(person: Person | None) -> str:
    if person is None:
        return "nobody"
    return f"{person.name or person.user_id}" + (f" ({person.team})" if person.team else "")


# --- who, and where it stands


def _who(story: Explanation) -> Iterable[RenderableType]:
    who = story.who
    fields = who.fields
    name = " ".join(filter(None, (fields.get("first_name"), fields.get("last_name")))) or who.lead_id
    company = who.account or fields.get("company")
    place = ", ".join(filter(None, (fields.get("title"), company, fields.get("country"))))
    yield Text.assemble((name, "bold"), f"  {place}" if place else "")
    came = ", ".join(
        filter(None, (who.source, who.origin, f"campaign {who.campaign_id}" if who.campaign_id else None))
    )
    known = (
        who.lead_id if name != who.lead_id else None,
        fields.get("email"),
        fields.get("phone"),
        f"came by {came}" if came else None,
    )
    if any(known):
        yield Text(" · ".join(filter(None, known)), "dim")
    signed = story.agreement if story.promised else "the field's conventions: nobody has promised anything"
    yield Text(f"As of {words.instant(story.as_of)}, by {signed}.", "dim")
    if who.merged:
        yield Text(f"Also known as {words.listed(list(who.merged))}: the same e-mail address.", "dim")
    yield Text()
    yield Text(_stands(story))
    yield from (_item("·", sentence) for sentence in story.missing_data[:LACKS])
    left = len(story.missing_data) - LACKS
    if left > 0:
        yield _item(
            "·", f"and {words.some(left, 'more thing')} that this record lacks; --json has them all", "dim"
        )


def _stands(story: Explanation) -> str:
    stay = story.stays[-1] if story.stays and story.stays[-1].left_at is None else None
    since = f" since {words.instant(stay.entered_at)}" if stay and stay.entered_at else ""
    where = f"It is in stage {story.stage}{since}" if story.stage else "It is in no stage"
    limit = f", {_over(stay, story)}" if stay and stay.due_at else ""
    cycle = story.cycles[-1]
    said = f"{where}{limit}; owner: {_name(story.who.owner)}. This is its cycle {cycle.cycle}, since {words.instant(cycle.started_at)}"
    if cycle.cycle > 1:
        before = story.cycles[-2]
        said += f"; the one before ended {before.ended_by}" + (f" ({before.reason})" if before.reason else "")
    return f"{said}."


def _over(stay: Stay, story: Explanation) -> str:
    return f"{'over' if stay.stuck else 'within'} its time limit, which {'ended' if stay.stuck else 'ends'} {_at(stay.due_at, story.zone)}"


def _at(at: datetime | None, zone: str) -> str:
    """An instant in UTC, with the clock on the wall where the hours are counted."""
    if at is None:
        return words.NOTHING
    local = at.astimezone(ZoneInfo(zone))
    place = zone.rpartition("/")[2].replace("_", " ")
    return words.instant(at) + ("" if local.utcoffset() == at.utcoffset() else f" ({local:%H:%M} in {place})")


# --- points


def _score(story: Explanation) -> Iterable[RenderableType]:
    score = story.score
    yield _title("Score", f"{points_text(score.score)}: {_total(score.fit, score.engagement)}")
    for clause in sorted(score.clauses, key=lambda clause: (clause.part == "engagement", not clause.points)):
        if clause.points or (clause.part == "fit") or clause.awards:
            yield from _clause(clause, story)
    if not score.clauses:
        yield Text("  No points are agreed.")


def _clause(clause: ClausePoints, story: Explanation) -> Iterable[RenderableType]:
    said = Text.assemble((clause.clause, "cyan"), f": {clause.words}")
    if clause.values:
        said.append(
            "; "
            + ", ".join(
                f"{name} is {value if value is not None else 'missing'}"
                for name, value in clause.values.items()
            ),
            "dim",
        )
    if clause.basis == "current":
        said.append("; no history, so today's value stands for all time", "dim")
    if not clause.points and clause.part == "fit":
        said.append(f"; not so, else {points_text(clause.offers)}", "dim")
    yield _item(f"{points_text(clause.points):>6}", said, "bold" if clause.points else "dim", indent=1)
    shown = clause.awards[-AWARDS:]
    if len(shown) < len(clause.awards):
        yield Text(
            f"         {len(clause.awards) - len(shown)} earlier ones, worth {points_text(sum(award.now for award in clause.awards[:-AWARDS]))} now",
            "dim",
        )
    for award in shown:
        yield _item(" ", _award(award), "dim", indent=7)


def _award(award: Award) -> Text:
    whose = f" by {award.lead_id}" if award.lead_id else ""
    said = f"{words.instant(award.occurred_at)}  {wording.kind(award.kind or 'activity')}{whose}{about_text(award.about)}: {points_text(award.points)}"
    if award.now != award.points:
        said += f", now {points_text(award.now)}"
    if award.expires_at is not None:
        said += f", until {words.day(award.expires_at)}"
    return Text(said, "dim")


def about_text(text: str | None) -> str:
    """What an activity was about, with a blank before it: a page by its path, an asset by its title."""
    if not text:
        return ""
    parts = urlsplit(text) if text.startswith(("http://", "https://")) else None
    return f" {parts.path or '/'}" if parts else f" {text}"


def _missing(story: Explanation) -> Iterable[RenderableType]:
    sentences = missing_sentences(story)
    if sentences:
        yield _title("Missing to qualify")
        yield from (_item("·", sentence, indent=2) for sentence in sentences)


def missing_sentences(story: Explanation) -> tuple[str, ...]:
    """What stands between the lead and qualifying by its points in its running cycle, a sentence each; none where it has qualified."""
    if any(one.cycle == story.cycles[-1].cycle for one in story.qualifications):
        return ()
    return (_needed(story.missing), *_else_missing(story))


def _needed(lacks: Missing) -> str:
    if lacks.needed is None:
        return "Nobody qualifies by points: the agreement has no threshold."
    parts = [
        f"{points_text(value)} {kind}"
        for value, kind in (
            (lacks.fit, "of fit"),
            (lacks.engagement, "of engagement"),
            (lacks.score, "of either"),
        )
        if value
    ]
    missing = f"Missing: {words.listed(parts)}." if parts else "The points are there."
    return f"Needed: {lacks.needed}. {missing}"


def _else_missing(story: Explanation) -> Iterable[str]:
    lacks = story.missing
    if lacks.information:
        fields = words.listed([name.replace("_", " ") for name in lacks.information])
        yield f"To be sales-ready, also: {fields}."
    for bar in lacks.barred_by:
        yield f"It can't qualify while {bar.words} ({bar.clause})."
    if lacks.waits_until is not None and lacks.waits_until > story.as_of:
        until = (
            "Its points can't qualify it any more"
            if lacks.waits_until.year == 9999
            else f"It waits until {words.instant(lacks.waits_until)}"
        )
        because = (
            f", because {lacks.waits_because}. A raised hand ends the wait." if lacks.waits_because else "."
        )
        yield f"{until}{because}"


def _qualified(story: Explanation) -> Iterable[RenderableType]:
    if not story.qualifications:
        return
    yield _title("Qualified")
    for one in story.qualifications:
        how = HOW[one.by] + (f", a {one.raised_by}" if one.raised_by else "")
        known = "with" if one.complete else "without"
        said = f"Cycle {one.cycle}: {words.instant(one.at)}, {how}: {_total(one.fit, one.engagement)}; {known} the minimum information."
        yield _item(
            "·",
            said,
            indent=2,
        )
        counted = ", ".join(
            f"{clause.clause} {points_text(clause.points)}"
            for clause in one.clauses
            if points_text(clause.points) not in ("0", "-0")
        )
        if counted:
            yield _item(" ", Text(f"by {counted}", "dim"), indent=2)


# --- hand-offs


def _handoffs(story: Explanation) -> Iterable[RenderableType]:
    for handoff in story.handoffs:
        yield _title(f"Handed over ({handoff.handoff}), cycle {handoff.cycle}")
        yield _item("·", _handed(handoff), indent=2)
        for sentence in _came_of(handoff):
            yield _item("·", sentence, indent=2)
        for clock in handoff.clocks:
            yield _clock(clock, story)
    if story.clocks:
        yield _title("Other clocks")
        yield from (_clock(clock, story) for clock in story.clocks)


def _handed(handoff: Handoff) -> str:
    how = "by a raised hand, " if handoff.raised else ""
    known = "with" if handoff.complete else "without"
    taken = (
        f"{_name(handoff.owner)} owned it first"
        if handoff.owner
        else f"nobody of {handoff.team} has owned it"
    )
    return f"{words.instant(handoff.handed_at)}, {how}{known} the minimum information; {taken}."


def _came_of(handoff: Handoff) -> Iterable[str]:
    if handoff.unlogged:
        yield "It was worked, but no touch is on record."
    elif handoff.first_touch_at is None:
        yield "No touch by sales."
    else:
        yield f"First touch {words.instant(handoff.first_touch_at)}; {words.some(handoff.touches, 'touch', 'touches')} in all."
    if handoff.early:
        yield "Sales had touched it before it was handed over."
    if handoff.replied_at:
        yield f"The lead replied {words.instant(handoff.replied_at)}."
    if handoff.decision:
        yield f"{handoff.decision.capitalize()} {words.instant(handoff.decided_at)}" + (
            f", {handoff.reason}." if handoff.reason else "."
        )
    else:
        yield "No decision."
    if handoff.ended_at:
        yield f"Its cycle ended {words.instant(handoff.ended_at)}."


def _clock(clock: Clock, story: Explanation) -> RenderableType:
    mark, style, kept, usual = STATES[clock.state]
    said = Text.assemble(f"{clock.promise}: ", (kept if story.promised else usual, style or "bold"))
    unit = clock.day_seconds if clock.business else 86_400
    stopped = f", stopped {words.instant(clock.stopped_at)}" if clock.stopped_at else ""
    took = f"{words.seconds(clock.elapsed_seconds, clock.business, unit)}, of {clock.within}"
    said.append(
        f"\n{words.instant(clock.started_at)}, due {_at(clock.due_at, clock.zone)}{stopped}: {clock.why}; {took}",
        "dim",
    )
    named = clock.owner.name if clock.owner and clock.owner.user_id == clock.calendar else None
    whose = f", {named or clock.calendar}'s hours" if clock.calendar else ""
    said.append(f"{whose if clock.business else ''}.", "dim")
    return _item(mark, said, style, indent=2)


# --- what else there is


def _rest(story: Explanation) -> Iterable[RenderableType]:
    if story.decisions:
        yield _title("Decisions")
        yield from (_item("·", _decided(one), indent=2) for one in story.decisions)
    if story.deals:
        yield _title("Opportunities")
        yield from (_item("·", _deal(deal), indent=2) for deal in story.deals)
    if story.stays:
        yield _title("Stages")
        yield from (_item("·", _stayed(stay, story), indent=2) for stay in story.stays)


def _decided(one: Decision) -> str:
    kind = f", {one.reason_kind}" if one.reason_kind else ""
    reason = f": {one.reason}{kind}" if one.reason else ""
    known = "; read from its stage" if one.basis == "stage" else ""
    follows = f"; {one.follows}" if one.follows else ""
    return f"{words.instant(one.decided_at)}  {one.decision}{reason}{follows}{known}."


def _deal(deal: Deal) -> str:
    amount = f", {words.money(deal.amount, deal.currency)}" if deal.amount is not None else ""
    closed = f" {words.day(deal.closed_at)}" if deal.closed_at and deal.outcome != "open" else ""
    role = f", as {deal.role}" if deal.role else ""
    why = f" ({deal.lost_reason})" if deal.lost_reason and deal.outcome == "lost" else ""
    sourced = f"; sourced by {deal.sourced}" if deal.sourced else ""
    through = f"; it belongs to {deal.handoff_id}" if deal.handoff_id else ""
    return f"{deal.opportunity_id}{role}: created {words.day(deal.created_at)}{amount}, {deal.outcome}{closed}{why}{sourced}{through}."


def _stayed(stay: Stay, story: Explanation) -> str:
    entered = words.instant(stay.entered_at) if stay.entered_at else "since before the record"
    left = f" to {words.instant(stay.left_at)}" if stay.left_at else ", still there"
    took = (
        f", {words.seconds(stay.business_seconds, True, story.day_seconds)}"
        if stay.business_seconds is not None
        else ""
    )
    marks = [
        said
        for said, so in (
            ("over its time limit", stay.stuck),
            ("a stage was skipped", stay.skipped),
            ("back from a later stage", stay.backward),
            ("no stage of the agreement", not stay.known),
        )
        if so
    ]
    return f"{stay.stage}: {entered}{left}{took}" + (f"; {words.listed(marks)}" if marks else "") + "."


# --- the timeline


def _timeline(story: Explanation) -> Iterable[RenderableType]:
    lines = [(list(same)) for _, same in groupby(story.timeline, key=together)]
    if not lines:
        return
    yield _title("Timeline")
    hidden = story.earlier + sum(len(line) for line in lines[:-ROWS])
    if hidden:
        yield Text(
            f"  {words.some(hidden, 'earlier event')} not shown; --json has the latest {len(story.timeline)}.",
            "dim",
        )
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(width=17, no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    table.add_column(width=1)
    table.add_column(ratio=1, overflow="fold")
    table.add_row(
        "", Text("marketing, and the lead", "bold magenta"), Text("│", "dim"), Text("sales", "bold cyan")
    )
    for line in lines[-ROWS:]:
        table.add_row(*_line(line))
    yield table


def together(event: Event) -> tuple[str, str, str | None, object]:
    """Events of one kind by one party on one day stand on one line."""
    detail = event.about if event.party == "both" else None
    return event.party, event.what, detail, event.at.date()


def _line(events: Sequence[Event]) -> tuple[Text, Text, Text, Text]:
    first, many = events[0], len(events)
    when = Text(f"{words.day(first.at)} {first.at:%H:%M}", "dim")
    what = first.what + (f" ×{many}" if many > 1 else about_text(first.about))
    if first.automated:
        what += " (automated)"
    if first.party == "both":
        return when, Text(f"─ {what}", "bold"), Text("│", "dim"), Text()
    if first.party == "sales":
        return when, Text(), Text("│", "dim"), Text(what + (f", {first.by}" if first.by else ""), "cyan")
    return when, Text(what, "magenta" if first.party == "marketing" else ""), Text("│", "dim"), Text()
