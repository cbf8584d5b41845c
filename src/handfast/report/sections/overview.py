"""How are we doing, and whose move is it: both parties' promises, the next move, the figures of the last month."""

from collections import Counter
from dataclasses import dataclass

from handfast.report import words
from handfast.report.blocks import Fact, Spark, Total
from handfast.report.context import Context
from handfast.report.sections.cost import KINDS, period_said, total
from handfast.report.sections.moves import Move, moves
from handfast.report.sections.signals import Shown, shown
from handfast.report.sections.standing import Line, lines

KEY = (
    ("leads_created", "flow", "Leads created"),
    ("qualified_leads", "flow", "Qualified"),
    ("handoffs", "flow", "Handed over"),
    ("acceptance_rate", "flow", "Accepted"),
    ("touched_in_time", "cohort", "Touched in time"),
    ("opportunities_created", "flow", "Opportunities"),
    ("pipeline_created", "flow", "Pipeline created"),
    ("revenue", "flow", "Revenue"),
)
OF_LEADS = ("leads_created", "qualified_leads", "handoffs", "acceptance_rate", "touched_in_time")
"""Figures that say nothing where the record has no lead."""
CLOSED_LATER = """
    select count(*) as opportunities
    from record.opportunities
    where is_won is not null and created_at <= cast(:as_of as timestamp) and closed_at > cast(:as_of as timestamp)
"""
HAS = """
    select count(*) as columns
    from information_schema.columns
    where table_schema = 'record' and table_name = 'opportunities' and column_name in ('is_won', 'created_at', 'closed_at')
"""
LAST = 12
ALL_READ = "Everything in the record could be read."


@dataclass(frozen=True, slots=True)
class Overview:
    """The head of the report.

    Attributes:
        size: how many things the record is about: leads, hand-offs, opportunities, those of which there are any.
        marketing, sales, both: each party's promises.
        firing: the signs that fire, the worst first; where nobody agreed on thresholds, those beyond what is usual.
        standing: how many of the others are in which state, in words; empty where no sign was judged.
        quiet: what is said where no sign stands first.
        costs: the two totals; empty where nobody diagnosed. period: theirs, in words. limits: what limits them as a whole; empty where nothing does.
        moves: what waits for whom, the most urgent first.
        month: the last whole month in words.
        facts: the figures of that month.
        health: what the data's weakest field is, and what was set aside, a sentence each.
    """

    size: tuple[str, ...]
    marketing: tuple[Line, ...]
    sales: tuple[Line, ...]
    both: tuple[Line, ...]
    firing: tuple[Shown, ...]
    standing: str
    quiet: str
    costs: tuple[Total, ...]
    period: str
    limits: str
    moves: tuple[Move, ...]
    month: str
    facts: tuple[Fact, ...]
    health: tuple[str, ...]

    @property
    def next(self) -> Move | None:
        """The one thing to do first."""
        return self.moves[0] if self.moves else None

    def counted(self, party: str) -> str:
        """How many of a party's promises were kept in their last whole period: `4 of 5 kept`."""
        found: tuple[Line, ...] = getattr(self, party)
        judged = [line for line in found if line.state in ("kept", "broken")]
        kept = sum(line.state == "kept" for line in judged)
        return f"{kept} of {len(judged)} kept" if judged else "none judged yet"


def overview(context: Context) -> Overview:
    """The head of the report."""
    leads = context.size["standings"]
    found = [
        (label, rows)
        for name, basis, label in KEY
        if (leads or name not in OF_LEADS) and (rows := context.whole(name, basis))
    ]
    month = max((str(rows[-1]["period"]) for _, rows in found), default="")
    facts = tuple(
        _fact(context, label, [row for row in rows if row["period"] <= month])
        for label, rows in found
        if rows[-1]["period"] == month
    )
    signs = shown(context)
    main = context.costings[0] if context.costings else None
    return Overview(
        firing=tuple(one for one in signs if one.told.state == _worst(context)),
        standing=_standing(context, signs),
        quiet=_quiet(context, signs),
        costs=tuple(total(context, main, kind) for kind in KINDS) if main else (),
        period=period_said(main) if main else "",
        limits=main.note if main else "",
        size=_size(context),
        marketing=lines(context, "marketing"),
        sales=lines(context, "sales"),
        both=lines(context, "both"),
        moves=moves(context) if context.results.promised else (),
        month=words.period(month) if month else "",
        facts=facts,
        health=_health(context),
    )


def _worst(context: Context) -> str:
    """The state that is shown first: nothing fires where nobody agreed on thresholds."""
    return "fires" if context.results.promised else "watch"


def _standing(context: Context, signs: tuple[Shown, ...]) -> str:
    """How many signs are in the other states: `1 is watched, 19 are clear, 7 can't be known`."""
    names = {
        "watch": "watched",
        "clear": "clear",
        "too few": "too few to judge",
        "no data": "not known",
    }
    if not context.results.promised:
        names["clear"] = "within what is usual"
    many = Counter(one.told.state for one in signs)
    return ", ".join(
        f"{many[state]} {said}" for state, said in names.items() if many[state] and state != _worst(context)
    )


def _quiet(context: Context, signs: tuple[Shown, ...]) -> str:
    if all(one.told.state in ("too few", "no data") for one in signs):
        return "None can be judged from this record"
    return "No sign fires" if context.results.promised else "Nothing is beyond what is usual"


def _size(context: Context) -> tuple[str, ...]:
    """What there is of leads, hand-offs and opportunities: `4,925 leads`; without any of them, that there are no leads."""
    kinds = (
        ("standings", "lead", "leads"),
        ("handoffs", "hand-off", "hand-offs"),
        ("opportunities", "opportunity", "opportunities"),
    )
    return tuple(
        words.some(context.size[name], one, many) for name, one, many in kinds if context.size[name]
    ) or ("no leads",)


def _fact(context: Context, label: str, rows: list[dict[str, object]]) -> Fact:
    recent = rows[-LAST:]
    before = f"{context.measured(recent[-2]).text} the month before" if len(recent) > 1 else ""
    values = tuple(row["value"] for row in recent)
    said = ", ".join(
        words.count(value) if isinstance(value, int) else f"{value:.4g}"
        for value in values[-6:]
        if value is not None
    )
    return Fact(label, context.measured(recent[-1]), before, Spark(values, f"{label}, last months: {said}"))  # type: ignore[arg-type]


def _health(context: Context) -> tuple[str, ...]:
    said = []
    weakest = context.ask(
        "select field, score, rows from findings.data_health where dimension = 'all' and period = 'now' and rows > 0 order by score, field limit 1"
    )
    if weakest:
        row = weakest[0]
        sound = round((row["score"] or 0) * row["rows"])
        said.append(
            f"Weakest field: {row['field']}, {words.out_of(sound, row['rows'])} leads without a fault."
        )
    aside = context.set_aside.count
    said.append(
        f"{words.some(aside, 'row or value', 'rows or values')} of the record could not be read."
        if aside
        else ALL_READ
    )
    if context.results.missing:
        many = len(context.results.missing)
        said.append(f"{words.some(many, 'thing')} can't be judged from this record.")
    later = _closed_later(context)
    if later:
        verb = "closes" if later == 1 else "close"
        said.append(
            f"{words.some(later, 'opportunity', 'opportunities')} {verb} after the as-of instant and {'counts' if later == 1 else 'count'} as open."
        )
    return tuple(said)


def _closed_later(context: Context) -> int:
    """How many opportunities the record has as won or lost after as_of."""
    if context.one(HAS)["columns"] < 3:
        return 0
    return int(context.one(CLOSED_LATER, as_of=context.as_of)["opportunities"])
