"""The words for the parts of a clause, shared by the prose, the comparison of versions and the list of clauses."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from handfast.agreement.conditions import Condition, Name
from handfast.agreement.cycle import SALES_TOUCHES
from handfast.agreement.durations import Duration
from handfast.agreement.figures import number_text, share_text
from handfast.agreement.measures import MEASURES
from handfast.agreement.model import (
    Alert,
    Cap,
    CheckIn,
    ClockAlert,
    CountTimer,
    DataStandard,
    DisqualificationReason,
    EngagementRule,
    FitRule,
    Handoff,
    LostReason,
    RejectionReason,
    RoutingRule,
    SignClause,
    Sourced,
    Stage,
    StageEntry,
    Target,
    Timer,
    TouchClause,
)
from handfast.agreement.signs import SIGNS

KINDS: Mapping[str, str] = {
    "page_view": "page view",
    "form_submit": "form sent",
    "email_open": "e-mail opened",
    "email_click": "click in an e-mail",
    "email_reply": "reply by e-mail",
    "email_sent": "e-mail sent",
    "webinar_registered": "registration for a webinar",
    "webinar_attended": "webinar attended",
    "content_download": "download",
    "content_shared": "piece of content shared",
    "ad_click": "click on an ad",
    "event_attended": "event attended",
    "event_invited": "invitation to an event",
    "trial_started": "trial started",
    "call_inbound": "call from the lead",
    "campaign_response": "response to a campaign",
    "unsubscribe": "unsubscription",
}
"""Kinds of activity whose name is not yet how people say it."""
SAID = (*SALES_TOUCHES, "note", "chat")
"""Kinds of activity whose name people say, so that it takes an article."""

MOMENTS: Mapping[str, str] = {
    "no_show": "a missed meeting",
    "first_touch": "the first touch",
    "decision": "the decision",
    "booked": "the booking of a meeting",
    "replied": "the lead's reply",
    "opportunity": "the opportunity",
}
STANDARDS: Mapping[str, str] = {
    "phone": "a valid phone number",
    "email": "a valid e-mail address",
    "country": "a known country",
    "url": "a valid web address",
    "date": "a date",
    "number": "a number",
}


def joined(words: Iterable[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    *most, end = list(words) or [""]
    return f"{', '.join(most)} {last} {end}" if most else end


def article(noun: str) -> str:
    """A noun with its indefinite article: `an event attended`."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def kind(name: str) -> str:
    """A kind of activity: `page view`."""
    return KINDS.get(name, name.replace("_", " "))


def field(name: str) -> str:
    """A field: `email`, `annual revenue`."""
    return name.replace("_", " ")


def condition(clause: Condition) -> str:
    """A condition on leads, accounts or hand-offs."""
    return clause.words(_name)


def _name(name: Name) -> str:
    if name.name == "raised" and name.scope is None:
        return "a hand was raised"
    words = f"the {field(name.name)}"
    return f"the {name.scope}'s {field(name.name)}" if name.scope else words


def activity(name: str, clause: Condition | None, whose: str = "") -> str:
    """An activity: `a page view by anyone at the account where the url contains /pricing`."""
    return article(kind(name)) + whose + (f" where {condition(clause)}" if clause else "")


def duration(clause: Duration) -> str:
    """A duration as people say it."""
    return clause.words()


def day(value: date) -> str:
    """A day: `1 January 2026`."""
    return f"{value.day} {value:%B %Y}"


def points(value: float) -> str:
    """Points: `20 points`, `minus 20 points`."""
    return f"{'minus ' if value < 0 else ''}{number_text(abs(value))} point{'' if abs(value) == 1 else 's'}"


def cap(value: Cap) -> str:
    """A cap: `2 a day`, `1 in all`."""
    return f"{value.n:,} in all" if value.per == "ever" else f"{value.n:,} a {value.per}"


def share(value: Decimal) -> str:
    """A share: `90%`."""
    return share_text(value)


def number(value: Decimal) -> str:
    """A number with thousands marked."""
    whole, _, fraction = number_text(value).partition(".")
    return f"{int(whole):,}" + (f".{fraction}" if fraction else "")


def money(value: Decimal, currency: str) -> str:
    """An amount: `USD 1,200,000`."""
    return f"{currency} {value:,.0f}" if value == int(value) else f"{currency} {value:,.2f}"


def fit_rule(rule: FitRule) -> str:
    """`20 points when the employees is between 50 and 5000`."""
    return f"{points(rule.points)} when {condition(rule.condition)}"


def engagement_rule(rule: EngagementRule) -> str:
    """`10 points for a page view where …, at most 2 a day, worth half after each 30 days`."""
    whose = " by anyone at the account" if rule.of == "account" else ""
    parts = [f"{points(rule.points)} for {activity(rule.kind, rule.condition, whose)}"]
    if rule.at_most:
        parts.append(f"at most {cap(rule.at_most)}")
    if rule.half_life:
        parts.append(f"worth half as much after each {duration(rule.half_life)}")
    if rule.expires_after:
        parts.append(f"gone after {duration(rule.expires_after)}")
    return ", ".join(parts)


def stage(clause: Stage) -> str:
    """`mql, owned by marketing; at most 1 business day; …`"""
    parts = [f"{clause.id}, owned by {clause.owner}"]
    if clause.time_limit:
        parts.append(f"a lead stays at most {duration(clause.time_limit)}")
    if clause.requires:
        parts.append(f"it requires {joined(map(field, clause.requires))}")
    if clause.also_called:
        parts.append(f"also called {joined(clause.also_called, 'or')}")
    return "; ".join(parts)


def handoff(clause: Handoff) -> str:
    """`a lead passes from demand to sdr when it is qualified`."""
    entry = clause.when.stage if isinstance(clause.when, StageEntry) else None
    when = f"when it enters stage {entry}" if entry else "when it is qualified"
    return f"a lead passes from {clause.from_team} to {clause.to} {when}"


def moment(name: str) -> str:
    """What starts or stops a clock: `the first touch`, `the hand-off sales`, `the entry into stage sql`."""
    head, _, rest = name.partition(".")
    if rest:
        return f"the hand-off {rest}" if head == "handoff" else f"the entry into stage {rest}"
    return MOMENTS.get(name, name)


def routing(rule: RoutingRule) -> str:
    """`leads where the country is one of US, CA go to ana or bo, …`"""
    who = f"leads where {condition(rule.condition)}" if rule.condition else "all other leads"
    words = f"{who} go to {joined(rule.to, 'or')}"
    weights = [f"{rep} {number(weight)}" for rep, weight in sorted(rule.weights.items())]
    if weights:
        words += f", by weight: {', '.join(weights)}" + (
            ", each other 1" if len(weights) < len(rule.to) else ""
        )
    return words + (", dealt so that their expected value is even" if rule.balance == "value" else "")


def promise_terms(clause: Timer | CountTimer | Target, currency: str) -> str:
    """What exactly is promised, after the promise in words."""
    if isinstance(clause, Target):
        return f"{target_figure(clause, currency)} each {clause.every}"
    if isinstance(clause, CountTimer):
        noun = clause.count if clause.at_least > 1 else clause.count.rstrip("s").replace("touche", "touch")
        what = f"at least {clause.at_least} {noun} within {duration(clause.within)} of {moment(clause.start)}"
        what += f", unless {moment(clause.unless)} comes first" if clause.unless else ""
    else:
        what = f"from {moment(clause.start)} to {moment(clause.until)}: at most {duration(clause.within)}"
    what += f", where {condition(clause.condition)}" if clause.condition else ""
    kept = "kept every time" if clause.target == 1 else f"kept in {share(clause.target)} of cases"
    limit = f", for up to {cap(clause.up_to)}; those beyond are excused" if clause.up_to else ""
    return f"{what}; {kept} each {clause.every}{limit}"


def target_figure(clause: Target, currency: str) -> str:
    """A target's figure: `at least 120 sales-ready leads`, `the share of hand-offs accepted is at least 85%`."""
    measure = MEASURES[clause.measure]
    if measure.unit == "share":
        return f"{measure.words} is {'' if clause.at_least == 1 else 'at least '}{share(clause.at_least)}"
    if measure.unit == "money":
        return f"at least {money(clause.at_least, currency)} of {measure.words}"
    return f"at least {number(clause.at_least)} {measure.words}"


def way_back(reason: RejectionReason | DisqualificationReason | LostReason) -> str:
    """What becomes of a lead: `it may come back by its points after 90 days`."""
    if isinstance(reason, RejectionReason) and reason.then == "reroute":
        return "it goes to someone else, and its cycle goes on"
    if reason.recycle == "never":
        return "it never comes back by its points"
    if reason.recycle == "when corrected":
        return "it may come back by its points once its minimum information is complete"
    if reason.recycle_after:
        return f"it may come back by its points after {duration(reason.recycle_after)}"
    return "it may come back by its points at once"


def standard(clause: DataStandard) -> str:
    """`phone is a valid phone number, filled in from stage sal on; sales keeps it right`."""
    parts = []
    if clause.valid:
        parts.append(f"is {STANDARDS[clause.valid]}")
    if clause.one_of:
        parts.append(f"is one of {joined(clause.one_of, 'or')}")
    if clause.required_from:
        parts.append(f"is filled in from stage {clause.required_from} on")
    if clause.fresh_within:
        parts.append(f"was confirmed or changed within the last {duration(clause.fresh_within)}")
    keeper = f"; {clause.owner} keeps it right" if clause.owner else ""
    return f"{field(clause.field)} {joined(parts)}{keeper}"


def alert(clause: Alert) -> str:
    """`the owner is told of a page view where …`"""
    told = [f"the {who}" if who in ("owner", "manager") else who for who in clause.tell]
    verb = "is" if len(told) == 1 else "are"
    if isinstance(clause, ClockAlert):
        what = (
            f"when {share(clause.at)} of the time for {clause.commitment} has passed and it is not yet kept"
        )
    else:
        what = f"at once of {activity(clause.kind, clause.condition)}"
    return f"{joined(told)} {verb} told {what}"


def check_in(clause: CheckIn) -> str:
    """`every Monday at 10:00, with marketing and sales`."""
    head, _, time = clause.every.partition(" ")
    often = head if head in ("week", "month", "quarter") else head.capitalize()
    return f"every {often}{f' at {time}' if time else ''}, with {joined(clause.attend)}"


def sign_threshold(sign: str, clause: SignClause) -> str:
    """A sign's threshold in its own unit: `10%`, `60 days`."""
    unit = SIGNS.get(sign, "number")
    if unit == "share":
        return share(clause.threshold)
    return f"{number(clause.threshold)} {unit}" if unit != "number" else number(clause.threshold)


def sourced(clause: Sourced) -> str:
    """Whose deal an opportunity is: `the side whose touch came first in the 180 days before it was created`."""
    if clause.by == "origin":
        return f"its lead's origin decides, for leads of the {duration(clause.within)} before it was created"
    which = "first" if clause.by == "first_touch" else "last"
    return f"the side whose touch came {which} in the {duration(clause.within)} before it was created"


def touch(clause: TouchClause) -> str:
    """What a touch is: `a call or a meeting; what a machine sent does not count`."""
    kinds = joined((_by_sales(name) for name in clause.kinds), "or")
    return f"{kinds}; what a machine sent {'counts too' if clause.automated else 'does not count'}"


def _by_sales(name: str) -> str:
    """A kind of activity by sales: `an e-mail sent`; one that the agreement names itself is quoted, since how it is said isn't known."""
    return article(kind(name)) if name in {*SAID, *KINDS} else f"“{kind(name)}”"
