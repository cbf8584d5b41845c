"""Hypothesis strategies: small worlds of facts, and agreements to judge them by.

A world is a record of one to three leads and what belongs to them. Its ids begin with `§`, which `tests.worlds` replaces when it puts many
worlds into one record. Instants come from a small pool around a change of the clock, so that ties and days of 23 or 25 hours are common.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

Row = dict[str, object]
World = dict[str, list[Row]]


def utc(text: str) -> datetime:
    """An instant of UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# Fridays to Fridays around the days on which New York (and Berlin, in autumn, a week before) changes its clocks; local midnights are there
# to the second.
MARCH = tuple(
    utc(f"2026-03-{text}")
    for text in (
        "06T13:59", "06T17:29:30", "06T22:29:59", "06T22:30", "07T05:00", "08T04:59:59", "08T05:00", "08T06:59:59", "08T07:00", "08T16:56",
        "09T03:59:59", "09T04:00", "09T13:00", "09T13:15", "10T09:00", "10T16:40", "11T12:00", "11T13:30", "12T14:05", "13T20:00",
    )
)  # fmt: skip
NOVEMBER = tuple(
    utc(text)
    for text in (
        "2026-10-24T22:00", "2026-10-25T00:30", "2026-10-25T01:30", "2026-10-25T23:00", "2026-10-30T17:00", "2026-10-30T21:29:59",
        "2026-11-01T03:59:59", "2026-11-01T04:00", "2026-11-01T05:30", "2026-11-01T06:30", "2026-11-02T04:59:59", "2026-11-02T05:00",
        "2026-11-02T14:00", "2026-11-02T14:15", "2026-11-03T15:00", "2026-11-04T12:00", "2026-11-05T16:00", "2026-11-06T22:30",
    )
)  # fmt: skip
LONG = tuple(
    utc(text)
    for text in (
        "2023-01-02T12:00", "2023-06-30T23:59:59", "2024-02-29T05:00", "2024-12-31T23:00", "2025-01-01T05:00", "2025-07-04T14:00",
        "2025-12-31T15:00", "2026-02-01T00:00", "2026-03-08T07:00", "2026-03-09T14:00", "2026-03-10T14:00",
    )
)  # fmt: skip

BEIRUT = tuple(
    utc(text)
    for text in (
        "2026-03-27T22:00", "2026-03-28T21:30", "2026-03-28T21:59:59.999999", "2026-03-28T22:00", "2026-03-29T00:30", "2026-03-29T20:59:59",
        "2026-03-29T21:00", "2026-03-30T12:00:00.000001", "2026-03-31T12:00", "2026-10-24T20:30", "2026-10-24T21:00", "2026-10-24T22:00",
        "2026-10-25T10:00",
    )
)  # fmt: skip
"""Lebanon changes its clocks at midnight: March 29th begins at one, and October 24th has two hours from eleven to twelve."""

USERS: tuple[Row, ...] = (
    {"user_id": "ana", "side": "sales", "team": "sdr", "timezone": "America/New_York"},
    {"user_id": "bo", "side": "sales", "team": "sdr", "timezone": "Europe/Berlin"},
    {"user_id": "kim", "side": None, "team": "ae", "timezone": None},
    {"user_id": "sal", "side": "sales", "team": None, "timezone": "Asia/Tokyo"},
    {"user_id": "maya", "side": "marketing", "team": "demand", "timezone": "Europe/Berlin"},
)
OWNERS = ("ana", "ana", "bo", "kim", "sal", "maya", "queue", None)
KINDS = (
    "page_view", "page_view", "page_view", "webinar_attended", "form_submit", "unsubscribe", "email_click", "call", "call", "email_sent",
    "email_sent", "email_reply", "chat", "call_inbound", "meeting", "note", "demo",
)  # fmt: skip
STAGES = (
    "inquiry",
    "mql",
    "Marketing Qualified ",
    "sal",
    "SAL",
    "sql",
    "opportunity",
    "customer",
    "limbo",
    None,
)
COUNTRIES = ("US", "US", "FR", "CA", None)
TITLES = ("VP Sales", "head of ops", "Student", "clerk", None)
REJECTIONS = ("misrouted", "misrouted", "bad data", "outside definition", "later", "whim", None)
DISQUALIFICATIONS = ("timing", "no need", "unreachable", "whim", None)
LOSSES = ("no decision", "too dear", "whim", None)
FIELDS = {
    "owner_id": OWNERS,
    "country": COUNTRIES,
    "title": TITLES,
    "phone": ("1", None),
    "plan": ("pro", "free", None),
    "origin": ("inbound", "outbound"),
    "email": ("§one@x.example", "§two@x.example", None),
}


def one_of(values: tuple) -> st.SearchStrategy:
    """One of some values."""
    return st.sampled_from(values)


def chance(share: int) -> st.SearchStrategy[bool]:
    """True in about `share` of ten."""
    return st.integers(0, 9).map(lambda n: n >= 10 - share)


@st.composite
def worlds(draw, instants: tuple[datetime, ...]) -> World:
    """The facts of one to three leads."""
    at = one_of(instants)
    leads = ["§b", "§B", "§é"][: draw(st.sampled_from((1, 1, 1, 2, 3)))]
    accounts = [f"§a{n}" for n in range(draw(st.integers(0, 2)))]
    lead, account = one_of(tuple(leads)), one_of((*accounts, None) if accounts else (None,))
    world: World = {
        "leads": [_lead(draw, name, at, account) for name in leads],
        "accounts": [_account(draw, name) for name in accounts],
        "lead_changes": [],
        "account_changes": [],
        "activities": [],
        "meetings": [],
        "opportunities": [],
        "opportunity_contacts": [],
        "enrollments": [],
    }
    for n in range(draw(st.sampled_from((0, 2, 5, 8, 12, 20)))):
        world["activities"].append(_activity(draw, n, at, lead, account))
    for _ in range(draw(st.sampled_from((0, 1, 2, 3, 5)))):
        _change_stage(draw, world, at, lead)
    for _ in range(draw(st.sampled_from((0, 0, 1, 2, 3)))):
        _decide(draw, world, at, lead)
    for _ in range(draw(st.sampled_from((0, 0, 1, 2)))):
        name = draw(one_of(tuple(FIELDS)))
        values = one_of(FIELDS[name])
        _change(world, "lead_changes", "lead_id", draw(lead), name, draw(at), draw(values), draw(values))
    if accounts and draw(chance(3)):
        _change(
            world, "lead_changes", "lead_id", draw(lead), "account_id", draw(at), draw(account), draw(account)
        )
    for name in accounts:
        if draw(chance(3)):
            field, values = draw(
                one_of(
                    (
                        ("employees", ("10", "60", "many", None)),
                        ("tier", ("A", "B", None)),
                        ("industry", ("retail", None)),
                    )
                )
            )
            _change(
                world,
                "account_changes",
                "account_id",
                name,
                field,
                draw(at),
                draw(one_of(values)),
                draw(one_of(values)),
            )
    for n in range(draw(st.sampled_from((0, 0, 0, 1, 2)))):
        world["meetings"].append(_meeting(draw, n, at, lead))
    for n in range(draw(st.sampled_from((0, 0, 0, 1, 1, 2)))):
        world["opportunities"].append(_opportunity(draw, n, at, lead, account))
        for contact in leads:
            if draw(chance(3)):
                row = {
                    "opportunity_id": f"§o{n}",
                    "lead_id": contact,
                    "is_primary": draw(st.booleans()),
                    "added_at": draw(st.none() | at),
                }
                world["opportunity_contacts"].append(row)
    if draw(chance(1)):
        world["enrollments"].append(
            {"lead_id": draw(lead), "program_id": "nurture", "entered_at": draw(at), "left_at": None}
        )
    if len(leads) > 1 and draw(chance(2)):
        said = {"merged_at": draw(at), "undone_at": draw(st.sampled_from((None, None, max(instants))))}
        world["lead_merges"] = [{"lead_id": draw(lead), "survivor_id": draw(lead), **said}]
    return {name: rows for name, rows in world.items() if rows}


def _lead(draw, name: str, at, account) -> Row:
    return {
        "lead_id": name,
        "created_at": draw(at),
        "email": draw(
            one_of(
                (
                    f"{name}@x.example",
                    f"{name}@x.example",
                    f"{name}@x.example",
                    "§one@x.example",
                    " §ONE@x.example ",
                    None,
                )
            )
        ),
        "title": draw(one_of(TITLES)),
        "country": draw(one_of(COUNTRIES)),
        "phone": draw(one_of(("1", None))),
        "origin": draw(one_of(("inbound", "inbound", "outbound", "partner", None))),
        "source": draw(one_of(("web", None))),
        "campaign_id": draw(one_of(("c1", None))),
        "account_id": draw(account),
        "owner_id": draw(one_of(OWNERS)),
        "stage": draw(one_of(STAGES)),
        "plan": draw(one_of(("pro", "free", None))),
        "seats": draw(one_of(("5", "12", "many", None))),
    }


def _account(draw, name: str) -> Row:
    return {
        "account_id": name,
        "employees": draw(one_of((10, 60, 60, None))),
        "tier": draw(one_of(("A", "B", None))),
        "industry": draw(one_of(("retail", None))),
        "country": draw(one_of(COUNTRIES)),
    }


def _activity(draw, n: int, at, lead, account) -> Row:
    occurred = draw(at)
    kind = draw(one_of(KINDS))
    whose = "§ghost" if draw(st.integers(0, 19)) == 19 else draw(lead)
    row: Row = {"activity_id": f"§x{n}", "lead_id": whose, "occurred_at": occurred, "kind": kind}
    row["user_id"] = draw(one_of(("ana", "ana", "kim", "maya", None)))
    if kind == "page_view":
        row["url"] = draw(one_of(("/pricing/a", "/pricing/a", "/home", None)))
    if kind == "form_submit":
        row["properties"] = draw(
            one_of(('{"form": "talk to sales"}', '{"form": "newsletter", "seats": 12}', None))
        )
    if kind in ("email_sent", "call"):
        row["automated"] = draw(one_of((None, False, True)))
        row["campaign_id"] = draw(one_of((None, "c1")))
        row["side"] = draw(one_of((None, None, "sales", "marketing")))
    if draw(chance(1)):
        row["account_id"] = draw(account)
    if draw(chance(1)):
        row["recorded_at"] = occurred + draw(one_of((timedelta(), timedelta(days=1), timedelta(days=40))))
    return row


def _change(
    world: World, table: str, key: str, thing: object, field: str, at: object, old: object, new: object
) -> None:
    world.setdefault(table, []).append(
        {key: thing, "field": field, "changed_at": at, "old_value": old, "new_value": new}
    )


def _change_stage(draw, world: World, at, lead) -> None:
    _change(
        world,
        "lead_changes",
        "lead_id",
        draw(lead),
        "stage",
        draw(at),
        draw(one_of(STAGES)),
        draw(one_of(STAGES)),
    )


def _decide(draw, world: World, at, lead) -> None:
    thing, instant = draw(lead), draw(at)
    decision = draw(
        one_of(("accepted", "rejected", "rejected", " Rejected", "disqualified", "recycled", "pending", None))
    )
    _change(
        world,
        "lead_changes",
        "lead_id",
        thing,
        "decision",
        instant,
        draw(one_of((None, "accepted", "rejected"))),
        decision,
    )
    later = instant + draw(one_of((timedelta(), timedelta(), timedelta(hours=3), timedelta(days=2))))
    if decision in ("rejected", " Rejected"):
        _change(
            world, "lead_changes", "lead_id", thing, "rejection_reason", later, None, draw(one_of(REJECTIONS))
        )
    if decision in ("disqualified", "recycled"):
        _change(
            world,
            "lead_changes",
            "lead_id",
            thing,
            "disqualification_reason",
            later,
            None,
            draw(one_of(DISQUALIFICATIONS)),
        )
    if draw(chance(2)):
        world["lead_changes"][-1]["recorded_at"] = later + draw(
            one_of((timedelta(), timedelta(days=1), timedelta(days=40)))
        )


def _meeting(draw, n: int, at, lead) -> Row:
    return {
        "meeting_id": f"§m{n}",
        "lead_id": draw(lead),
        "booked_at": draw(at),
        "starts_at": draw(at),
        "user_id": draw(one_of(("ana", "bo", None))),
        "status": draw(one_of(("booked", "held", "no-show", "no-show", "cancelled", None))),
        "status_at": draw(st.none() | at),
    }


def _opportunity(draw, n: int, at, lead, account) -> Row:
    closed = draw(st.none() | at)
    return {
        "opportunity_id": f"§o{n}",
        "created_at": draw(at),
        "lead_id": draw(st.none() | lead),
        "account_id": draw(account),
        "closed_at": closed,
        "is_won": draw(one_of((True, True, False))) if closed else draw(one_of((None, True))),
        "lost_reason": draw(one_of(LOSSES)),
        "amount": draw(one_of((Decimal("100.00"), Decimal("0.05"), Decimal("12345.67"), None))),
        "currency": draw(one_of(("USD", "EUR", "EUR", "GBP", None))),
        "type": draw(one_of(("new", "renewal", None))),
    }


# --- agreements ---------------------------------------------------------------------------------------------------------------------

CALENDARS = (
    {
        "timezone": "America/New_York",
        "hours": {"mon-fri": ["09:00-12:30", "13:15-17:30"]},
        "holidays": {"country": "US"},
    },
    {
        "timezone": "Europe/Berlin",
        "hours": {"mon-thu": ["08:00-17:00"], "fri": ["08:00-14:00"]},
        "closed": [date(2026, 3, 10)],
    },
    {"timezone": "America/New_York", "hours": {"mon-sun": ["22:00-02:30"]}},
    {"timezone": "UTC", "hours": {"mon-sun": ["00:00-24:00"]}},
    {"timezone": "Asia/Beirut", "hours": {"mon-sun": ["00:00-03:00", "20:00-23:30"]}},
)
STAGE_LISTS = (
    [
        {"id": "inquiry", "owner": "marketing"},
        {
            "id": "mql",
            "owner": "marketing",
            "time_limit": "1 business day",
            "also_called": ["Marketing Qualified"],
        },
        {"id": "sal", "owner": "sales", "time_limit": "2 business hours"},
        {"id": "sql", "owner": "sales", "time_limit": "2 days"},
        {"id": "opportunity", "owner": "sales"},
        {"id": "customer", "owner": "sales"},
    ],
    [
        {"id": "inquiry", "owner": "marketing", "also_called": ["mql"]},
        {"id": "sal", "owner": "sales"},
        {"id": "sql", "owner": "sales", "time_limit": "90 minutes", "also_called": ["opportunity"]},
        {"id": "client", "owner": "sales", "also_called": ["customer"]},
    ],
)
FIT = (
    {"if": "employees between 50 and 5000", "points": 20},
    {"if": "lower(title) ~ 'vp|head'", "points": 20, "as": "senior"},
    {"if": "country not in ('US', 'CA')", "points": -20},
    {"if": "account.tier = 'A' or lead.country = account.country", "points": 10},
    {"if": "plan = 'pro' and seats >= 10", "points": 5.5},
    {"if": "phone is null", "points": -1},
    {"if": "stage = 'sql' or owner_id is null", "points": 3},
    {"if": "created_at >= '2026-03-09T00:00:00Z' and length(coalesce(source, '')) < 4", "points": 2},
)
ENGAGEMENT = (
    {
        "on": "page_view",
        "if": "url like '%/pricing%'",
        "points": 10,
        "at_most": "2 per day",
        "half_life": "1 day",
    },
    {"on": "page_view", "points": 3, "at_most": "1 per week"},
    {
        "on": "page_view",
        "points": 2.5,
        "at_most": "3 per month",
        "half_life": "36 hours",
        "expires_after": "5 days",
    },
    {"on": "webinar_attended", "points": 15, "expires_after": "2 days"},
    {"on": "webinar_attended", "points": 4, "at_most": "1 ever", "half_life": "30 days"},
    {"on": "unsubscribe", "points": -40, "expires_after": "1 day"},
    {"on": "unsubscribe", "points": -7, "at_most": "1 per day"},
    {"on": "page_view", "of": "account", "points": 1, "at_most": "3 per day", "half_life": "14 days"},
    {
        "on": "email_click",
        "if": "lead.country = 'US' and account.tier is not null",
        "points": 6,
        "expires_after": "90 minutes",
    },
    {"on": "call", "if": "automated is null or side = 'sales' and user_id <> 'kim'", "points": 1.25},
    {"on": "form_submit", "of": "account", "if": "seats > 10 or lead.title like 'V_%'", "points": 8},
)
COMMITMENTS = (
    {
        "id": "raised-hand",
        "from": "handoff.sales",
        "if": "raised",
        "until": "first_touch",
        "within": "30 business minutes",
    },
    {
        "id": "follow-up",
        "from": "handoff.sales",
        "if": "not raised",
        "until": "first_touch",
        "within": "1 business day",
    },
    {
        "id": "quick",
        "from": "handoff.sales",
        "if": "country = 'US'",
        "until": "first_touch",
        "within": "2 hours",
    },
    {
        "id": "persistence",
        "from": "handoff.sales",
        "count": "touches",
        "at_least": 2,
        "unless": "replied",
        "within": "2 business days",
    },
    {
        "id": "talks",
        "from": "handoff.sales",
        "count": "meetings",
        "at_least": 1,
        "unless": "opportunity",
        "within": "2 days",
    },
    {"id": "feedback", "from": "handoff.sales", "until": "decision", "within": "6 business hours"},
    {
        "id": "limited",
        "from": "handoff.sales",
        "until": "first_touch",
        "within": "1 day",
        "up_to": "3 per day",
    },
    {
        "id": "limited-feedback",
        "from": "handoff.sales",
        "until": "decision",
        "within": "5 hours",
        "up_to": "20 per week",
    },
    {
        "id": "monthly",
        "from": "handoff.ae",
        "until": "first_touch",
        "within": "3 business hours",
        "up_to": "9 per month",
    },
    {
        "id": "until-decided",
        "from": "handoff.sales",
        "count": "touches",
        "at_least": 3,
        "unless": "decision",
        "within": "1 day",
    },
    {
        "id": "until-booked",
        "from": "handoff.ae",
        "if": "raised or country = 'US'",
        "count": "touches",
        "at_least": 1,
        "unless": "booked",
        "within": "1 hour",
    },
    {"id": "sal-decided", "from": "stage.sal", "until": "decision", "within": "2 days"},
    {
        "id": "no-show-answer",
        "from": "no_show",
        "if": "owner_id is not null",
        "until": "replied",
        "within": "3 business hours",
    },
    {
        "id": "no-show-tries",
        "from": "no_show",
        "count": "touches",
        "at_least": 2,
        "unless": "replied",
        "within": "2 days",
        "up_to": "30 ever",
    },
    {"id": "closing", "from": "handoff.sales", "until": "stage.sql", "within": "3 days"},
    {"id": "answer", "from": "handoff.ae", "until": "replied", "within": "2 business days"},
    {"id": "deal", "from": "handoff.ae", "until": "opportunity", "within": "4 days"},
    {"id": "meet", "from": "handoff.ae", "until": "booked", "within": "1 business day"},
    {"id": "no-shows", "from": "no_show", "until": "booked", "within": "1 business day"},
    {"id": "sal-fast", "from": "stage.sal", "until": "stage.sql", "within": "1 business day"},
    {
        "id": "sal-touch",
        "from": "stage.sal",
        "if": "country is not null",
        "until": "first_touch",
        "within": "5 business hours",
    },
)
HANDOFFS = (
    [
        {"id": "sales", "from": "demand", "to": "sdr", "when": "qualified"},
        {"id": "ae", "from": "sdr", "to": "ae", "when": {"stage": "sql"}},
    ],
    [
        {"id": "sales", "from": "marketing", "to": "sales", "when": {"stage": "sal"}},
        {"id": "ae", "from": "sales", "to": "ae", "when": "qualified"},
    ],
    [
        {"id": "sales", "from": "demand", "to": "sdr", "when": "qualified"},
        {"id": "ae", "from": "demand", "to": "ae", "when": "qualified"},
    ],
    [
        {"id": "ae", "from": "sdr", "to": "ae", "when": {"stage": "sal"}},
        {"id": "sales", "from": "demand", "to": "sdr", "when": {"stage": "sal"}},
    ],
)
REASONS = {
    "rejection_reasons": {
        "misrouted": {"kind": "procedural", "then": "reroute"},
        "bad data": {"kind": "clerical", "recycle": "when corrected"},
        "outside definition": {"kind": "definitional", "recycle": "never"},
        "later": {"kind": "procedural", "recycle_after": "2 days"},
    },
    "disqualification_reasons": {
        "timing": {"recycle_after": "1 business day"},
        "no need": {"recycle": "never"},
        "unreachable": {"recycle_after": "1 day", "only_after": "persistence"},
    },
    "lost_reasons": {"no decision": {"recycle_after": "3 days"}, "too dear": {"recycle": "never"}},
}


@st.composite
def documents(draw, effective_from: date | None = None) -> Row:
    """An agreement, as its document would say it."""
    stages = draw(one_of(STAGE_LISTS))
    fit = draw(st.lists(one_of(FIT), max_size=4, unique_by=str))
    engagement = draw(st.lists(one_of(ENGAGEMENT), min_size=1, max_size=6))
    commitments = draw(st.lists(one_of(COMMITMENTS), max_size=7, unique_by=lambda clause: clause["id"]))
    commitments = [
        *(clause for clause in COMMITMENTS if clause["id"] == "persistence" and clause not in commitments),
        *commitments,
    ]
    document: Row = {
        "handfast": 1,
        "name": "Drawn",
        "currency": "USD",
        "teams": {"sdr": "sales", "ae": "sales", "demand": "marketing"},
        "calendar": draw(one_of(CALENDARS)),
        "stages": stages,
        "qualified_lead": {
            "fit": fit,
            "engagement": engagement,
            "qualifies_when": draw(
                one_of(
                    (
                        "fit >= 20 and engagement >= 10",
                        "score > 15",
                        "engagement >= 12.5 or fit >= 40",
                        "engagement >= 3",
                    )
                )
            ),
            "always_when": draw(
                one_of(([], [{"on": "form_submit", "if": "form = 'talk to sales'"}], [{"on": "chat"}]))
            ),
            "never_when": draw(
                one_of(([], ["lower(title) ~ 'student'"], ["country = 'FR'", "email like '%.test'"]))
            ),
            "minimum_information": draw(one_of(([], ["title", "country"], ["email", "phone", "industry"]))),
        },
        "handoffs": draw(one_of(HANDOFFS)),
        "commitments": [{"by": "sdr", "promise": "A promise", **clause} for clause in commitments],
        **REASONS,
    }
    explore = draw(one_of((None, "50%", "100%")))
    if explore:
        document["qualified_lead"]["explore"] = explore  # type: ignore[index]
    if draw(chance(3)):
        document["touch"] = draw(
            one_of(({"kinds": ["call", "email_sent"], "automated": True}, {"kinds": ["call", "note"]}))
        )
    if draw(chance(7)):
        document["sourced"] = draw(
            one_of(
                (
                    {"within": "2 days", "by": "first_touch"},
                    {"within": "180 days", "by": "last_touch"},
                    {"within": "1 day", "by": "origin"},
                )
            )
        )
    if effective_from is not None:
        document["effective_from"] = effective_from
    return document


# --- settings -----------------------------------------------------------------------------------------------------------------------

DROPPABLE = (
    ("leads", "owner_id"), ("leads", "stage"), ("leads", "origin"), ("leads", "account_id"), ("leads", "email"), ("leads", "title"),
    ("activities", "automated"), ("activities", "properties"), ("activities", "user_id"), ("activities", "url"), ("activities", "side"),
    ("meetings", "status_at"), ("meetings", "status"), ("opportunities", "currency"), ("opportunities", "is_won"), ("opportunities", "lead_id"),
    ("users", None), ("accounts", None), ("lead_changes", None), ("activities", None), ("meetings", None), ("opportunities", None),
    ("opportunity_contacts", None), ("rates", None),
)  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """What many worlds are judged under together.

    Attributes:
        documents: the versions of the agreement, one or two.
        instants: the pool that the worlds' facts come from.
        as_of: when it is judged.
        shared: tables that all the worlds share.
        dropped: tables, and columns of tables, that the record lacks.
        decisions: whether the record has decisions; without, they are read from stage moves.
        history: whether the record has stage changes.
    """

    documents: tuple[Row, ...]
    instants: tuple[datetime, ...]
    as_of: datetime
    shared: World
    dropped: tuple[tuple[str, str | None], ...]
    decisions: bool
    history: bool


@st.composite
def settings_of_worlds(draw) -> Setting:
    """Agreement, instants, users, rates, and what the record lacks."""
    instants = draw(one_of((MARCH, MARCH, NOVEMBER, LONG, BEIRUT)))
    last = max(instants)
    two = draw(chance(3))
    days = sorted({date(2020, 1, 1), *(draw(one_of(instants)).date() for _ in range(2))})[
        draw(st.integers(0, 1)) :
    ]
    texts = [draw(documents(day)) for day in days] if two else [draw(documents())]
    absences = [
        {
            "user_id": draw(one_of(("ana", "bo", "kim"))),
            "starts_at": start,
            "ends_at": start + draw(one_of((timedelta(hours=5), timedelta(days=2)))),
        }
        for start in draw(st.lists(one_of(instants), max_size=2))
    ]
    first = min(instants).date()
    rates = [
        {"currency": "EUR", "on": day_of_rate, "rate": Decimal(rate)}
        for day_of_rate, rate in (
            (first - timedelta(days=9), "1.10000001"),
            (first + timedelta(days=2), "0.333"),
            (last.date(), "1.2"),
        )
    ]
    return Setting(
        documents=tuple(texts),
        instants=instants,
        as_of=draw(
            one_of(
                (
                    last + timedelta(days=1),
                    last + timedelta(days=1),
                    last + timedelta(days=60),
                    *instants[len(instants) // 2 :],
                )
            )
        ),
        shared={"users": list(USERS), "absences": absences, "rates": rates},
        dropped=tuple(draw(st.lists(one_of(DROPPABLE), max_size=2))) if draw(chance(3)) else (),
        decisions=draw(chance(7)),
        history=draw(chance(9)),
    )
