"""What changed when a new version of the agreement came into force: each measure before and after it."""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from handfast.agreement.model import Agreement
from handfast.diagnosis.replay.before_after import LED_TO_IT, Difference, before_after
from handfast.diagnosis.replay.change_words import sentence_of
from handfast.diagnosis.replay.measures import Kind, Measured, Row, measured
from handfast.diagnosis.replay.weekly import Cell
from handfast.engine.findings_made import Findings

FEWEST = 10
"""Rows that a kind of lead has; one with fewer is held equal by less: first without the segment, then without the score band."""
BANDS = 5


@dataclass(frozen=True, slots=True)
class Week:
    """A measure in one week, nothing held equal.

    Attributes:
        monday: its first day. part: `before`, `led to it`, `change` (the week of the change itself, or one without both agreements) or `after`.
        counted, of: how many did what is measured, out of how many; of a volume, how many, and None.
    """

    monday: date
    part: str
    counted: float
    of: float | None


@dataclass(frozen=True, slots=True)
class Change:
    """A measure before and after a version of the agreement came into force.

    Attributes:
        earlier, later: the agreements. changed_on: the first day of the later one.
        measure, commitment_id, share: as in `Measured`.
        held: what is held equal, in words.
        difference: what the comparison says.
        weeks: each week that could be counted, oldest first.
        sentence: it all in words.
    """

    earlier: Agreement
    later: Agreement
    changed_on: date
    measure: str
    commitment_id: str
    share: bool
    held: str
    difference: Difference
    weeks: tuple[Week, ...]
    sentence: str = ""


def changes(findings: Findings) -> tuple[Change, ...]:
    """Every measure before and after each version that superseded another by as_of; none where nobody promised anything."""
    if not findings.promised:
        return ()
    return tuple(
        change
        for place, (earlier, later) in enumerate(pairwise(findings.agreements))
        if later.effective_from
        and findings.context.versions[place + 1].from_at <= findings.as_of.replace(tzinfo=None)
        for change in _compared(findings, earlier, later, _end(findings.agreements[place + 2 :]))
    )


def _end(rest: Sequence[Agreement]) -> date:
    return rest[0].effective_from or date.max if rest else date.max


def _compared(findings: Findings, earlier: Agreement, later: Agreement, until: date) -> Iterator[Change]:
    changed_on = later.effective_from
    assert changed_on is not None
    begins = max(earlier.effective_from or date.min, findings.context.first_fact.date())
    for found in measured(findings, earlier, later):
        monday = changed_on + timedelta(days=-changed_on.weekday() % 7)
        whole = [
            row
            for row in found.rows
            if begins <= row.monday and row.monday + timedelta(days=7) <= min(found.settled, until)
        ]
        scored = found.scored and same_points(earlier, later)
        kept = [row for row in whole if not row.monday < changed_on < row.monday + timedelta(days=7)]
        difference = before_after(cells(kept, monday, scored), monday, share=found.share)
        made = Change(
            earlier, later, changed_on, found.measure, found.commitment_id, found.share, _held(found, scored), difference,
            tuple(_weeks(found, whole, changed_on)),
        )  # fmt: skip
        yield replace(made, sentence=sentence_of(made))


def same_points(earlier: Agreement, later: Agreement) -> bool:
    """Whether a score means the same under both."""
    one, other = earlier.qualified_lead, later.qualified_lead
    return one.fit == other.fit and one.engagement == other.engagement


def _held(found: Measured, scored: bool) -> str:
    """What is held equal, in words."""
    if not found.share:
        return "season, working days, and the leads who came in by source and segment"
    return "season, source, segment and score band" if scored else "season, source and segment"


def cells(rows: Sequence[Row], monday: date, scored: bool) -> list[Cell]:
    """Rows as cells of a comparison; `monday` begins week 0."""
    bounds = _bounds([row.kind[2] for row in rows]) if scored else ()
    kinds = [_named(row.kind, bounds) for row in rows]
    named = _coarsened(kinds)
    return [
        Cell((row.monday - monday).days // 7, name, row.counted, row.of)
        for row, name in zip(rows, named, strict=True)
    ]


def _bounds(scores: Sequence[float | None]) -> Sequence[float]:
    """The bounds between fifths of the scores."""
    known = [score for score in scores if score is not None]
    return np.quantile(known, [part / BANDS for part in range(1, BANDS)]).tolist() if known else ()


def _named(kind: Kind, bounds: Sequence[float]) -> tuple[str, str, int]:
    source, segment, score = kind
    return source, segment, -1 if score is None else int(np.searchsorted(bounds, score, side="right"))


def _coarsened(kinds: Sequence[tuple[str, str, int]]) -> list[Hashable]:
    """A name for each row: its kind where that has enough rows, else without the segment, else by source alone, else all that are left together."""
    ways = [kinds, [(source, band) for source, _, band in kinds], [(source,) for source, _, _ in kinds]]
    names: list[Hashable] = [()] * len(kinds)
    open_places = list(range(len(kinds)))
    for way in ways:
        many = Counter(way[place] for place in open_places)
        for place in open_places:
            if many[way[place]] >= FEWEST:
                names[place] = way[place]
        open_places = [place for place in open_places if many[way[place]] < FEWEST]
    return names


def _weeks(found: Measured, rows: Sequence[Row], changed_on: date) -> Iterator[Week]:
    monday = changed_on + timedelta(days=-changed_on.weekday() % 7)
    counted: Counter[date] = Counter()
    of: Counter[date] = Counter()
    for row in rows:
        counted[row.monday] += row.counted  # type: ignore[assignment]
        of[row.monday] += row.of  # type: ignore[assignment]
    for at in sorted(of):
        yield Week(at, _part(at, changed_on, monday), counted[at], of[at] if found.share else None)


def _part(at: date, changed_on: date, monday: date) -> str:
    if at < changed_on < at + timedelta(days=7):
        return "change"
    if at >= monday:
        return "after"
    return "led to it" if at >= monday - timedelta(weeks=LED_TO_IT) else "before"
