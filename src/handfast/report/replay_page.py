"""backtest.html: a draft beside the agreement in force, in one file that loads nothing from anywhere."""

from collections.abc import Iterable, Sequence

from handfast.diagnosis.replay import Replay
from handfast.diagnosis.replay.history import Handed
from handfast.report import words
from handfast.report.blocks import Fact, Facts, Figure
from handfast.report.drill import Rows
from handfast.report.page import whole_page
from handfast.report.replay_sections import BOTH, DEALS, ENTERS, LEAVES, NEVER, SECTIONS

MOST_ROWS = 200
"""How many rows of a list the page carries; the Parquet file has the rest."""
LISTS = {
    ENTERS: ("Leads who enter: handed over only under the draft", "enters"),
    LEAVES: ("Leads who leave: handed over only under the agreement in force", "leaves"),
    BOTH: ("Leads handed over under both", "both"),
}
WON = "Deals won by leads handed over before; those that the draft would miss come first"


def replay_page(replay: Replay) -> str:
    """The whole page as text; the same replay gives the same text."""
    sections = [section for make in SECTIONS if (section := make(replay))]
    lists = sorted(drills(replay), key=lambda rows: rows.id)
    return whole_page("backtest.html", replay=replay, facts=_facts(replay), sections=sections, drills=lists)


def drills(replay: Replay) -> Iterable[Rows]:
    """The lists that figures open."""
    for place, (title, group) in LISTS.items():
        yield _list(replay, place, title, getattr(replay, group).handed, f"\"group\" = '{group}'")
    never = [row for row in replay.enters.handed if not row.worked]
    title = "Leads who enter and whom nobody worked"
    yield _list(replay, NEVER, title, never, "\"group\" = 'enters' and not worked")
    wins = sorted(replay.wins, key=lambda won: (won.kept, won.opportunity_id))
    rows = tuple((won.opportunity_id, won.lead_id, str(won.cycle), _yes(won.kept)) for won in wins)
    sql = "select *\nfrom 'backtest/deals.parquet'\norder by kept, opportunity_id"
    columns = ("opportunity_id", "lead_id", "cycle", "kept")
    yield Rows(DEALS, WON, len(rows), columns, rows[:MOST_ROWS], sql)


def _list(replay: Replay, place: str, title: str, handed: Sequence[Handed], which: str) -> Rows:
    names = ("owner_id",) if replay.show == "person" else ()
    columns = ("lead_id", "cycle", "handoff_id", "handed_at", *names, "accepted", "worked", "won", "running")
    rows = tuple(_cells(row, columns) for row in handed[:MOST_ROWS])
    sql = f"select *\nfrom 'backtest/leads.parquet'\nwhere {which}\norder by handed_at, handoff_id"
    return Rows(place, title, len(handed), columns, rows, sql)


def _cells(row: Handed, columns: Sequence[str]) -> tuple[str | None, ...]:
    texts = {"cycle": str(row.cycle), "handed_at": f"{row.handed_at:%Y-%m-%d %H:%M:%S}"}
    return tuple(texts.get(name) or _cell(getattr(row, name)) for name in columns)


def _cell(value: object) -> str | None:
    return None if value is None else _yes(value) if isinstance(value, bool) else str(value)


def _yes(true: bool) -> str:
    return "yes" if true else "no"


def _facts(replay: Replay) -> Facts:
    kept = Figure(words.out_of(replay.recalled, replay.deals), DEALS if replay.deals else None)
    before = f"{replay.before:,.1f} under the agreement in force"
    return Facts(
        (
            Fact("Hand-offs a month", Figure(f"{replay.after:,.1f}"), before),
            Fact("Enter", _many(replay.enters.handoffs, ENTERS), "handed over only under the draft"),
            Fact("Leave", _many(replay.leaves.handoffs, LEAVES), "handed over only before"),
            Fact("Deals won that are kept", kept, "of those from leads handed over before"),
        )
    )


def _many(number: int, rows: str) -> Figure:
    return Figure(words.count(number), rows if number else None)
