"""The signs of misalignment, from `handfast.diagnosis.signs.registry`."""

from docs.generator.markdown import code, page, table
from handfast.diagnosis.cost import CAUSES
from handfast.diagnosis.signs.registry import SIGNS, Sign, Source
from handfast.report.first_steps import FIRST_STEPS
from handfast.report.sections.cost import CAUSES as WORDS

INTRODUCTION = """
What each sign counts, what it is held to where the agreement's `signs:` says nothing else, and what a record must have for it.
How a sign comes to fire, and how to read it: [reading signs and cost](../explanations/signs-and-cost.md). In the findings:
[`signs`](findings.md#signs), one row for each month's close, and [`sign_rows`](findings.md#sign_rows), what the last value adds up.
"""
JSON = """
## In `findings.json`

| Part | Holds |
|---|---|
| `signs` | for each sign, the worst first: `id`, `state` (`fires`, `watch`, `clear`, `too few`, `no data`), `since` (null unless it fires), \
`value`, `threshold`, `rows`, `trend` (the values at the last 13 closes, oldest first), `party`, `sentence`; `[]` where no month of the record is over |
| `cost` | `currency`, `bookings` and `cash` (each `amount`, `low`, `high`; never added), `period`, `causes`; \
`sentence`: what limits it as a whole; `apart`: the same in each currency without rates |
| `cost.causes` | `id`, `kind` (`bookings` or `cash`), `leads`, `amount`, `low`, `high`, `e_value`, `counted` (whether it is in the total), `note` |

Money is text; what isn't known is null.
"""


def page_text() -> str:
    """The whole page."""
    head = ("Sign", "It fires when beyond", "Who can act", "What is counted", "Needs")
    steps = table(("Sign", "To begin with"), ((code(sign), step) for sign, step in FIRST_STEPS.items()))
    causes = table(
        ("Cause", "In words", "Total"), ((code(cause), WORDS[cause], kind) for cause, kind in CAUSES.items())
    )
    return page(
        "Signs and cost",
        INTRODUCTION,
        table(head, map(_row, SIGNS.values())),
        "## What to begin with",
        steps,
        "## Causes of cost\n\nIn the order by which a lead counts once. The method: [what it costs](../explanations/cost.md).",
        causes,
        JSON,
    )


def _row(sign: Sign) -> tuple[str, ...]:
    counted = "; ".join(
        f"{source.of.replace('{part}', '…')} {source.did.replace('{part}', '…')}".strip()
        for source in sign.sources
    )
    needs = dict.fromkeys(need.replace("|", " or ") for source in sign.sources for need in source.needs)
    return (f"{code(sign.id)} {sign.title}", _limit(sign), sign.party, counted, ", ".join(needs))


def _limit(sign: Sign) -> str:
    own = (
        f"{sign.threshold:.0%}"
        if sign.unit == "share"
        else f"{sign.threshold:g} {sign.unit}".replace(" number", "")
    )
    if any(source.limit == "promise" for source in sign.sources):
        return f"what the promise's target leaves, else {own}"
    return "; ".join([own, *(f"{_own(source)}" for source in sign.sources if source.threshold is not None)])


def _own(source: Source) -> str:
    return f"{source.name.rpartition('.')[2]}: {source.threshold:g}"
