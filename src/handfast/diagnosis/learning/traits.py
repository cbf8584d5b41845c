"""What a draft could reward: conditions on a lead, and counts of what it did, each exactly as an agreement says it."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from sqlglot import exp

from handfast.agreement.condition_tree import text_literal
from handfast.agreement.conditions import parse_condition
from handfast.diagnosis.learning.fields import Field
from handfast.engine.findings_made import Findings
from handfast.record.kinds import PROSPECT_KINDS

POOLED = 0.05
"""Categories on fewer of the rows than this are one."""
CUTS = 20
WORDY = 30
"""A text with more values than this is looked at by its words."""
WORD_SHARE = 0.03
COMMON_KIND = 0.03
MOST_PAGES = 6
_WORDS = re.compile(r"[a-z]{3,20}")
_PATH = re.compile(r"^(?:[a-z]+://[^/]*)?(/[A-Za-z0-9_-]{2,40})")
_PLAIN_FORM = re.compile(r"[A-Za-z0-9 _./-]{1,60}")


@dataclass(frozen=True, slots=True)
class Fit:
    """A rule on what a lead is.

    Attributes:
        field: whose field it is about, as a condition writes it.
        condition: its canonical text.
    """

    field: str
    condition: str


@dataclass(frozen=True, slots=True)
class Engagement:
    """A rule on what a lead does, in the agreement's own words.

    Attributes:
        kind: the kind of activity.
        condition: which of them; empty for all.
        of: `lead`, or `account` where its colleagues' count too.
        at_most, expires_after: as an engagement clause says them; empty for none.
    """

    kind: str
    condition: str = ""
    of: str = "lead"
    at_most: str = ""
    expires_after: str = ""

    @property
    def field(self) -> str:
        """What it is about."""
        return f"{self.kind} {self.condition}".strip()


Trait = Fit | Engagement

WAYS = (
    {"at_most": "1 ever"},
    {"at_most": "3 ever"},
    {"at_most": "10 ever"},
    {"at_most": "1 per day", "expires_after": "30 days"},
    {"at_most": "1 per week", "expires_after": "90 days"},
)
"""How a kind may count: at all, a few times, many times, on how many days of the last 30, in how many weeks of the last 90 days."""


def fit_traits(fields: Iterable[Field]) -> list[Fit]:
    """Conditions that cut each field's values: numbers at quantiles, categories one by one with those under 5% pooled, long texts by their words."""
    return [trait for field in fields for trait in _of_field(field)]


def _of_field(field: Field) -> list[Fit]:
    many = len(field.texts)
    texts: list[str] = []
    missing = float(field.missing.mean())
    if field.kind == "number":
        texts += [f"{field.words} >= {number_words(cut)}" for cut in cuts_of(field.numbers)]
    elif field.kind == "boolean":
        share = float(np.mean([text == "true" for text in field.texts]))
        texts += [field.words] if POOLED <= share <= 1 - POOLED else []
    else:
        counts = Counter(text for text in field.texts if text is not None)
        common = [value for value, count in counts.most_common() if count >= POOLED * many]
        rest = sum(count for value, count in counts.items() if value not in common)
        if len(counts) > WORDY and rest > many / 2:
            texts += [f"lower({field.words}) ~ {text_literal(word)}" for word in _words(field.texts.tolist())]
        else:
            texts += [
                f"{field.words} = {text_literal(value)}"
                for value in common
                if counts[value] <= (1 - POOLED / 2) * many
            ]
            if common and rest >= POOLED * many:
                texts.append(f"{field.words} not in ({', '.join(map(text_literal, common))})")
    if POOLED <= missing <= 1 - POOLED:
        texts.append(f"{field.words} is null")
    return [Fit(field.words, parse_condition(text).text) for text in texts]


def cuts_of(values: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> list[float]:
    """Where a number is cut: at twentieths of its values, rounded to three digits, at least 5% of the rows on either side."""
    present = values[np.isfinite(values)]
    if not len(present):
        return []
    raw = np.quantile(present, np.linspace(0, 1, CUTS + 1)[1:-1])
    cuts = sorted({_rounded(float(cut)) for cut in raw})
    return [cut for cut in cuts if POOLED * len(values) <= float((present >= cut).sum()) < len(present)]


def _rounded(value: float) -> float:
    return float(f"{value:.3g}")


def number_words(value: float) -> str:
    """A number as a condition writes it: no exponent, no needless zeros."""
    text = f"{Decimal(repr(value)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _words(texts: Sequence[str | None]) -> list[str]:
    found: Counter[str] = Counter()
    for text in texts:
        if text is not None:
            found.update(set(_WORDS.findall(text.lower())))
    least = max(WORD_SHARE * len(texts), 1)
    return sorted(word for word, count in found.items() if count >= least)[:40]


def engagement_traits(findings: Findings) -> list[Engagement]:
    """Ways to count each kind of activity by prospects that enough leads show; page views also by the first part of their path, forms by their name."""
    asked = exp.select(
        "kind", exp.alias_(exp.func("COUNT", exp.Distinct(expressions=[exp.column("lead_id")])), "leads")
    ).from_("seen.activities")
    asked = asked.where(exp.column("kind").isin(*PROSPECT_KINDS)).group_by("kind").order_by("kind")
    (all_leads,) = findings.engine.fetch("SELECT count(*) AS many FROM seen.leads").column("many").to_pylist()
    least = max(COMMON_KIND * all_leads, 20)
    rows = findings.engine.fetch(asked).to_pylist()
    kinds = [row["kind"] for row in rows if row["leads"] >= least / 3]
    subjects = [(kind, "") for kind in kinds]
    subjects += (
        [("page_view", f"url like '%{path}%'") for path in _pages(findings, least)]
        if "page_view" in kinds
        else []
    )
    subjects += (
        [("form_submit", f"form = {text_literal(form)}") for form in _forms(findings, least / 3)]
        if "form_submit" in kinds
        else []
    )
    own = [
        Engagement(kind, parse_condition(condition).text if condition else "", **way)
        for kind, condition in subjects
        for way in WAYS
    ]
    colleagues = [
        Engagement(kind, "", "account", **WAYS[3])
        for kind in kinds
        if kind in ("page_view", "content_download", "webinar_attended")
    ]
    return own + colleagues


def _pages(findings: Findings, least: float) -> list[str]:
    asked = "SELECT url, count(DISTINCT lead_id) AS leads FROM seen.activities WHERE kind = 'page_view' AND url IS NOT NULL GROUP BY url ORDER BY url"
    found: Counter[str] = Counter()
    for row in findings.engine.fetch(asked).to_pylist():
        path = _PATH.match(row["url"])
        if path:
            found[path[1]] += row["leads"]
    return [
        path for path, count in sorted(found.items(), key=lambda item: (-item[1], item[0])) if count >= least
    ][:MOST_PAGES]


def _forms(findings: Findings, least: float) -> list[str]:
    asked = """
        SELECT properties ->> '$.form' AS form, count(DISTINCT lead_id) AS leads FROM seen.activities
        WHERE kind = 'form_submit' AND json_valid(properties) GROUP BY 1 ORDER BY 1
    """
    rows = findings.engine.fetch(asked).to_pylist()
    return [
        row["form"]
        for row in rows
        if row["form"] and row["leads"] >= least and _PLAIN_FORM.fullmatch(row["form"])
    ][:MOST_PAGES]
