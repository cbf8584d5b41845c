"""The agreement that is shown when nobody has signed one, and where each of its clauses comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from handfast.agreement.model import Agreement
from handfast.agreement.text import read_agreement

CONVENTION = "convention"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a default comes from.

    Attributes:
        source: a publication, a product's documentation, or `convention`: what is usual, on no published evidence.
        words: what the source says, or why this figure; whole sentences.
    """

    source: str
    words: str


@cache
def default_agreement() -> Agreement:
    """The field's conventions as an agreement; nobody promised any of it, so that nothing in it can be broken."""
    text = files("handfast.agreement").joinpath("default.yaml").read_text(encoding="utf-8")
    return read_agreement(text, "default.yaml")


_STAGES = "The demand waterfall: inquiry, MQL, SAL, SQL, opportunity, customer."
_HUBSPOT = "HubSpot's lifecycle stages by their internal names and labels"
_SALESFORCE = "Salesforce's standard lead statuses; which stage each stands for is convention"
_LIMIT = "The time limit is convention: agree your own."
_TARGET = "Time and target are convention: agree your own."
_WAIT = "The reason and the wait are convention."

SOURCES: Mapping[str, Source] = MappingProxyType(
    {
        "calendar": Source(
            CONVENTION, "Office hours in UTC without holidays, because a record does not say whose."
        ),
        "stage.inquiry": Source(CONVENTION, f"{_STAGES} Other names: {_HUBSPOT}; {_SALESFORCE}."),
        "stage.mql": Source(CONVENTION, f"{_STAGES} Other names: {_HUBSPOT}. {_LIMIT}"),
        "stage.sal": Source(CONVENTION, f"{_STAGES} Other names: {_SALESFORCE}. {_LIMIT}"),
        "stage.sql": Source(CONVENTION, f"{_STAGES} Other names: {_HUBSPOT}; {_SALESFORCE}. {_LIMIT}"),
        "stage.opportunity": Source(CONVENTION, f"{_STAGES} {_LIMIT}"),
        "stage.customer": Source(CONVENTION, f"{_STAGES} Other names: {_HUBSPOT}."),
        "minimum_information": Source(CONVENTION, "Without an address and a company a rep cannot begin."),
        "touch": Source(
            CONVENTION, "What sales does towards a lead, notes apart; nothing that a machine sent."
        ),
        "handoff.sales": Source(
            CONVENTION, "Where no definition is agreed, the CRM's own MQL is the hand-off."
        ),
        "sourced": Source(CONVENTION, "First touch in half a year: common, and contested everywhere."),
        "follow-up": Source(
            "Oldroyd, McElheran, Elkington: The Short Life of Online Sales Leads, Harvard Business Review, March 2011",
            "Of 2,241 US companies, 37% answered a test lead from the web within an hour, 16% within one to 24"
            " hours, 24% later, 23% never. Those who tried within an hour were nearly seven times as likely to"
            " qualify the lead as those who tried an hour later. One business day for every hand-off, in 90% of"
            " cases, is convention and slower than that study would have it.",
        ),
        "persistence": Source(CONVENTION, f"Six tries in two weeks. {_TARGET}"),
        "feedback": Source(
            CONVENTION, f"Marketing learns from a decision while it remembers the lead. {_TARGET}"
        ),
        "no-shows": Source(CONVENTION, _TARGET),
        "reasons": Source(CONVENTION, "A rejection without a reason teaches nobody anything."),
        "quality": Source(CONVENTION, _TARGET),
        "complete": Source(CONVENTION, _TARGET),
        "rejection_reasons.misrouted": Source(CONVENTION, "The wrong rep, not the wrong lead."),
        "rejection_reasons.bad data": Source(CONVENTION, "It may come back once it is put right."),
        "rejection_reasons.outside definition": Source(
            CONVENTION, "What is no lead does not become one by waiting."
        ),
        "disqualification_reasons.timing": Source(CONVENTION, _WAIT),
        "disqualification_reasons.no budget": Source(CONVENTION, _WAIT),
        "disqualification_reasons.no need": Source(CONVENTION, _WAIT),
        "disqualification_reasons.unreachable": Source(CONVENTION, _WAIT),
        "lost_reasons.no decision": Source(CONVENTION, _WAIT),
        "data_standards.1": Source(
            CONVENTION, "A valid address; a year is a common limit for confirming it."
        ),
        "data_standards.2": Source(CONVENTION, "A rep who accepts a lead calls it."),
        "data_standards.3": Source(CONVENTION, "Routing, holidays and privacy rules depend on it."),
        "check_in.weekly": Source(CONVENTION, "Both sides look at the same numbers once a week."),
    }
)
"""The source of each clause of the default agreement, by the clause's id."""
