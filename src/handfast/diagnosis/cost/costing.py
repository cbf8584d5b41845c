"""`cost`: findings in, what misalignment cost out."""

import pyarrow as pa
import pyarrow.compute as pc

from handfast.diagnosis.cost.bookings import Bookings, causes_in, read_bookings
from handfast.diagnosis.cost.cash import cash_causes, read_cash
from handfast.diagnosis.cost.model import Cost
from handfast.diagnosis.cost.money import total_of
from handfast.diagnosis.cost.period import Span, period_asked
from handfast.engine.findings_made import Findings


def cost(findings: Findings, *, period: str | None = None, replicates: int = 200) -> Cost:
    """What misalignment cost in a period, by cause, with 90% intervals.

    Args:
        findings: of a whole evaluation.
        period: a label such as `2026-Q2` or `2026-04`; the last four whole quarters at as_of, in the agreement's zone, where none is given.
        replicates: how many draws of the accounts the intervals rest on.

    Bookings are estimated (Mantel–Haenszel over strata, landmarks, nested trials, Poisson bootstrap); cash is counted. Where the record can't carry a figure
    there is none, and a sentence says why. Raises HandfastError for a period that is none.
    """
    span = period_asked(findings, period)
    bookings = read_bookings(findings, span.starts_at, span.ends_at, replicates)
    cash, silent = read_cash(findings, span.starts_at, span.ends_at)
    own = findings.current.currency
    others = sorted({*bookings.wins.currencies, *cash.column("currency").to_pylist()} - {own})
    apart = tuple(_in_currency(bookings, cash, silent, span, other) for other in others)
    main = _in_currency(bookings, cash, silent, span, own)
    rows = pa.concat_tables([each.rows for each in (main, *apart) if each.rows is not None])
    return Cost(
        own, main.bookings, main.cash, span.label, main.causes, apart, _sentences(bookings, own, others), rows
    )


def _in_currency(
    bookings: Bookings, cash: pa.Table, silent: dict[str, str], span: Span, currency: str
) -> Cost:
    lost, lost_total, rows = causes_in(bookings, currency)
    spent = cash_causes(cash, silent, currency)
    own = cash.filter(pc.equal(cash.column("currency"), currency))
    return Cost(currency, lost_total, total_of(spent, ()), span.label, (*lost, *spent), rows=pa.concat_tables([rows, own]))  # fmt: skip


def _sentences(bookings: Bookings, own: str, others: list[str]) -> tuple[str, ...]:
    said = [bookings.why] if bookings.why else []
    if others:
        said.append(
            f"The record has no rates for {', '.join(others)}: amounts in them stand apart and are not in the totals in {own}."
        )
    unknown, known = bookings.wins.unknown, len(bookings.wins.row) - bookings.wins.unknown
    if unknown and known:
        said.append(
            f"{unknown} of {unknown + known} wins have no amount; they are taken to be worth what the others are."
        )
    return tuple(said)
