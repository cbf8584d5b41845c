"""The page of the documentation that shows the power curve and every sign, written by the benchmark."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

from benchmarks.accuracy.companies import FIRST_SEED, LEADS, MOST_FAULTS, STRENGTHS
from benchmarks.accuracy.drawing import power_chart
from benchmarks.accuracy.measures import (
    EDGES,
    ROWS,
    SMALL,
    Judgement,
    Point,
    Share,
    judgements,
    power,
    share,
    strong,
    strong_counts,
    weak,
)
from benchmarks.accuracy.parts import Found
from handfast.demo import FAULTS
from handfast.report.pen import draw

SIZES = (f"{ROWS} rows or more", f"{SMALL} to {ROWS - 1} rows", f"under {SMALL} rows")
HEAD = """# How sure a sign is

<!-- Written by `python -m benchmarks.run diagnosis`. -->

A sign is only worth something if it fires when it should, and stays silent when it should. Both are measured on {companies} demo companies
(seeds {seed} and up, {least:,} to {most:,} leads, none to {faults} faults each, strengths {weakest:g} to {strongest:g}),
whose true quantities are known. *Strength* is the true quantity divided by the sign's threshold,
over the whole record; a sign looks at the last 13 weeks of it, through what the CRM holds.

![Share of signs that fire, by strength](../images/diagnosis-power.svg)

At the threshold itself a sign hardly ever fires: it has to be *proved* over it, at two closes running. With few rows that takes a greater excess,
and until then the sign says `watch`. [When a sign fires](../decisions/0080-when-a-sign-fires.md) says why, and
[how much power that leaves](../decisions/{decision}).

"""
DECISION = "0086-the-power-of-a-sign.md"


def write_page(docs: Path, found: Sequence[dict[str, Found]]) -> None:
    """Write `explanations/accuracy.md` and `images/diagnosis-power.svg`."""
    all_of = judgements(found)
    points = power(all_of, SIZES)
    (docs / "images" / "diagnosis-power.svg").write_text(draw(power_chart(points)) + "\n", encoding="utf-8")
    head = HEAD.format(
        companies=len(found), seed=FIRST_SEED, least=LEADS[0], most=LEADS[1], faults=MOST_FAULTS, weakest=STRENGTHS[0], strongest=STRENGTHS[1],
        decision=DECISION,
    )  # fmt: skip
    text = head + "\n".join([*_power(points), "", "## Sign by sign", "", *_signs(all_of)]) + "\n"
    (docs / "explanations" / "accuracy.md").write_text(text, encoding="utf-8")


def _power(points: Sequence[Point]) -> Iterable[str]:
    """Strength by size: how many fire of how many."""
    yield _line(["Strength", *SIZES])
    yield _line(["---", *["---:"] * len(SIZES)])
    for low, high in pairwise(EDGES):
        here = {point.size: point.fires for point in points if point.low == low}
        words = f"{low:g} to {high:g}" if high < EDGES[-1] else f"{low:g} and more"
        yield _line([words, *(_cell(here[size]) for size in SIZES)])


def _signs(all_of: Sequence[Judgement]) -> Iterable[str]:
    heads = (
        "Sign",
        "Strength 2 or more, 300 rows or more",
        "Strength 2 or more, fewer rows",
        "Strength 0.8 or less",
        "the same, in a year",
        "Rows",
    )
    yield _line(heads)
    yield _line(["---", *["---:"] * (len(heads) - 1)])
    for sign in FAULTS:
        mine = [one for one in all_of if one.sign == sign]
        large = strong(mine) + strong_counts(mine)
        small = [one for one in mine if one.strength >= 2 and one not in large]
        rows = sorted(one.rows for one in mine)
        typical = "counts" if any(one.counts for one in mine) else f"{rows[len(rows) // 2]:,}"
        yield _line(
            [
                sign,
                _cell(share(large)),
                _cell(share(small)),
                _cell(share(weak(mine))),
                _cell(share(weak(mine), ever=True)),
                typical,
            ]
        )
    yield ""
    yield "Each cell: how many fire at the last close, of how many. *In a year*: at one of the last twelve closes. *Rows*: what the last close"
    yield "rests on, at the median."


def _cell(counted: Share) -> str:
    return f"{counted.part} of {counted.of}" if counted.of else "–"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
