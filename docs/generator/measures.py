"""The measures that a target may promise, from `handfast.agreement.measures`."""

from docs.generator.markdown import code, page, table
from handfast.agreement.measures import MEASURES

INTRODUCTION = """
What a target in `commitments` may name as its `measure`. A share is promised in percent (`at_least:
85%`), a count as a number, money in the agreement's currency.
"""


def page_text() -> str:
    """The whole page."""
    rows = ((code(measure.name), measure.unit, measure.sentence) for measure in MEASURES.values())
    return page("Measures", INTRODUCTION, table(("Measure", "Unit", "What is counted"), rows))
