"""The faults that the demo company can be given, from `handfast.demo.knobs`."""

from docs.generator.markdown import code, page, table
from handfast.demo import TROUBLES
from handfast.demo.knobs import FAULTS, FaultKind
from handfast.demo.truth_files import TRUTH

INTRODUCTION = """
`handfast demo DIR --fault SIGN=STRENGTH` makes a company with a fault that is known; without `--fault` it has
{troubles}, and with `--fault none` none. Strength 1 puts the quantity at
its threshold, 2 (the default) at twice that; a healthy company stands below half of it. What was set stands in
`DIR/truth.json`, with the true effect of lateness; each lead's true propensity is in `DIR/truth_leads.parquet`, what
became of each hand-off and why in `DIR/truth_handoffs.parquet`. How to use it: [make a company](../how-to/make-a-company.md).
"""


def page_text() -> str:
    """The whole page."""
    head = ("Fault", "What it does to the company", "Its quantity", "Threshold", "Healthy", "At most")
    truth = (
        f"## `{name}.parquet`\n\n"
        + table(("Column", "What it says"), ((code(column), words) for column, words in columns.items()))
        for name, columns in TRUTH.items()
    )
    troubles = ", ".join(f"`{fault}={strength:g}`" for fault, strength in TROUBLES.items())
    return page(
        "The demo company's faults",
        INTRODUCTION.format(troubles=troubles),
        table(head, map(_row, FAULTS.values())),
        *truth,
    )


def _row(kind: FaultKind) -> tuple[str, ...]:
    figures = (kind.threshold, kind.at(None), kind.most)
    return (code(kind.id), kind.does, kind.quantity, *(f"{figure:g}" for figure in figures))
