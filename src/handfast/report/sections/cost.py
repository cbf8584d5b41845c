"""What misalignment cost, by cause: bookings expected and lost, cash spent, never added."""

from handfast.report import words
from handfast.report.blocks import (
    Block,
    Column,
    Figure,
    Head,
    Picture,
    Pictures,
    Prose,
    Section,
    Table,
    Total,
    Totals,
    say,
)
from handfast.report.charts_of_diagnosis import cost_intervals
from handfast.report.context import Context
from handfast.report.diagnosed import Costing, Priced
from handfast.report.svg import to_svg

KINDS = ("bookings", "cash")
CAUSES = {
    "never-followed-up": "Never followed up",
    "followed-up-late": "Followed up late",
    "gave-up-early": "Gave up early",
    "rejected-and-never-recycled": "Rejected, never recycled",
    "gone-cold": "Gone cold",
    "unqualified-leads-worked": "Unqualified leads worked",
    "spend-on-refused-leads": "Spend on refused leads",
    "give-aways": "Give-aways",
    "duplicate-work": "Duplicate work",
}
"""The causes in words, in their order."""
LABELS = {"bookings": "Bookings expected and lost", "cash": "Cash spent"}
SAID = {
    "bookings": "Deals to be expected, had hand-offs been followed up as agreed: an estimate.",
    "cash": "Touches, spend and give-aways on which it was lost: counted, not estimated.",
}
UNPROMISED = {
    **SAID,
    "bookings": "Deals to be expected, had hand-offs been followed up as is usual in the field: an estimate.",
}
ROWS = """
    select cause, lead_id, handoff_id, opportunity_id, amount, currency
    from findings.cost_rows
    where currency = :currency and cause in :causes
    order by amount desc nulls last, lead_id, handoff_id, opportunity_id
"""


def cost(context: Context) -> Section | None:
    """The section; None where nobody diagnosed."""
    if not context.diagnosed:
        return None
    main, *apart = context.costings
    blocks: list[Block] = [*_in_currency(context, main)]
    if main.note:
        blocks.append(say(main.note, tone="note"))
    for other in apart:
        blocks += [Head(f"In {other.currency}, for which there are no rates"), *_in_currency(context, other)]
    return Section("cost", "Cost", f"What did it cost, {period_said(main)}?", tuple(blocks))


def period_said(costing: Costing) -> str:
    """`Q3 2025 to Q2 2026`."""
    return " to ".join(words.period(part) for part in costing.period.split(" to "))


def _in_currency(context: Context, costing: Costing) -> list[Block]:
    blocks: list[Block] = [Totals(tuple(total(context, costing, kind) for kind in KINDS))]
    pictures = tuple(picture for kind in KINDS if (picture := _picture(context, costing, kind)))
    if pictures:
        blocks.append(Pictures(pictures, wide=True))
    silent = [cause for cause in costing.causes if cause.amount is None]
    unknown = [cause for cause in silent if cause.leads or cause.kind == "cash"]
    if unknown:
        lines = tuple(("", _named(cause), cause.note) for cause in unknown)
        blocks += [Head("Without a figure"), Prose(lines, short=True)]
    spared = [cause for cause in silent if cause not in unknown]
    for note in dict.fromkeys(cause.note for cause in spared):
        names = words.listed([CAUSES[cause.id].lower() for cause in spared if cause.note == note])
        blocks.append(say(f"{names.capitalize()}: {note[:1].lower()}{note[1:]}", tone="note"))
    return blocks


def _named(cause: Priced) -> str:
    return f"{CAUSES[cause.id]}: {words.some(cause.leads, 'lead')}" if cause.leads else CAUSES[cause.id]


def total(context: Context, costing: Costing, kind: str) -> Total:
    """A total with its interval; it opens the rows of the causes that count."""
    found = costing.totals[kind]
    counted = [cause.id for cause in costing.causes if cause.kind == kind and cause.counted]
    rows = (
        _rows(context, costing, counted, f"{LABELS[kind]}: the leads and deals behind it")
        if counted and found.amount is not None
        else None
    )
    figure = Figure(words.money(found.amount, costing.currency), rows, exact=_exact(found, costing.currency))
    said = (SAID if context.results.promised else UNPROMISED)[kind]
    return Total(LABELS[kind], figure, interval_said(found, costing.currency), doubt(found) + said)


def interval_said(found: Priced, currency: str) -> str:
    """`90%: $58,000 to $109,000`; empty where nothing is estimated, or nothing known."""
    if found.amount is None or found.low is None or found.high is None or found.low == found.high:
        return ""
    return f"90%: {words.money(found.low, currency)} to {words.money(found.high, currency)}"


def doubt(found: Priced) -> str:
    """What is said of an interval that reaches zero; empty of others."""
    reaches = found.low is not None and found.high is not None and found.low <= 0 < found.high
    return "The interval reaches zero: it may be nothing. " if reaches else ""


def _exact(found: Priced, currency: str) -> str | None:
    return words.money(found.amount, currency, exact=True) if found.amount is not None else None


def _rows(context: Context, costing: Costing, causes: list[str], title: str) -> str:
    return context.rows(title, ROWS, currency=costing.currency, causes=tuple(causes))


def _picture(context: Context, costing: Costing, kind: str) -> Picture | None:
    """The causes of a kind that have a figure, the greatest first; None where there are none."""
    found = sorted(
        (cause for cause in costing.causes if cause.kind == kind and cause.amount is not None),
        key=lambda cause: (not cause.counted, -float(cause.amount or 0)),
    )
    if not any(cause.leads for cause in found):
        return None
    points = [
        {
            "cause": CAUSES[cause.id],
            "amount": float(cause.amount or 0),
            "low": float(cause.low or 0),
            "high": float(cause.high or 0),
            "counted": cause.counted,
        }
        for cause in found
    ]
    outside = [cause for cause in found if not cause.counted]
    label = ", ".join(f"{CAUSES[cause.id]} {words.money(cause.amount, costing.currency)}" for cause in found)
    svg = to_svg(cost_intervals(points, costing.currency), label)
    first = next((cause for cause in found if cause.counted), None)
    title = (
        f"{CAUSES[first.id]}: {words.money(first.amount, costing.currency)}, the most of it"
        if first and len(found) > 1
        else LABELS[kind]
    )
    note = (
        "In outline: outside the total, since it cannot be told from reps' choice of whom to call."
        if outside
        else None
    )
    return Picture(title, svg, _table(context, costing, kind, found), note=note)


def _table(context: Context, costing: Costing, kind: str, found: list[Priced]) -> Table:
    estimated = kind == "bookings"
    columns = [
        Column("Cause", number=False),
        Column("Leads" if estimated else "Leads, deals"),
        Column("Amount"),
    ]
    if estimated:
        columns += [
            Column("90% interval", number=False),
            Column("E-value", help="how strong an unseen choice of the reps would have to be"),
            Column("In the total", number=False),
        ]
    columns.append(Column("What to know of it", number=False))
    rows = []
    for cause in found:
        opened = _rows(context, costing, [cause.id], f"{CAUSES[cause.id]}: the leads and deals behind it")
        row: list[Figure | str] = [
            Figure(CAUSES[cause.id], sort=CAUSES[cause.id]),
            Figure(words.count(cause.leads), opened, sort=cause.leads),
            Figure(
                words.money(cause.amount, costing.currency),
                opened,
                sort=float(cause.amount or 0),
                exact=_exact(cause, costing.currency),
            ),
        ]
        if estimated:
            row += [
                Figure(
                    interval_said(cause, costing.currency).removeprefix("90%: "), sort=float(cause.low or 0)
                ),
                Figure(f"{cause.e_value:.2f}" if cause.e_value is not None else "", sort=cause.e_value),
                "yes"
                if cause.counted
                else "no: cannot be told from reps' choice"
                if (cause.e_value or 0) > 1
                else "no: not better",
            ]
        rows.append((*row, cause.note))
    return Table(f"{LABELS[kind]}, by cause", tuple(columns), tuple(rows))
