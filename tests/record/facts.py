"""Strategies of small records, full of ties: few ids, few instants, few values."""

from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

START = datetime(2026, 3, 1)
instants = st.integers(0, 6).map(lambda hours: START + timedelta(hours=hours))
maybe_instant = st.none() | instants
days = st.integers(0, 2).map(lambda n: (START + timedelta(days=n)).date())
word = st.sampled_from([None, None, "a", "b", "C"])
lead = st.sampled_from(["L1", "L2", "L3", "L4", "L5", "ghost"])
opportunity = st.sampled_from(["O1", "O2", "O3"])
account = st.sampled_from(["A1", "A2"])
email = st.sampled_from([None, "x@y.example", "X@Y.example", "z@y.example", "É@y.example", "é@y.example"])
money = st.sampled_from([None, Decimal("1.00"), Decimal("2.50")])


def rows(size=8, **columns):
    return st.lists(st.fixed_dictionaries(columns), max_size=size)


def changes(thing, ids, fields, **more):
    values = st.sampled_from([None, "a", "b", "C", "2.50", "2026-03-01T03:00:00Z", "true"])
    return rows(
        10,
        **{thing: ids},
        field=st.sampled_from(fields),
        changed_at=instants,
        old_value=values,
        new_value=values,
        **more,
    )


worlds = st.fixed_dictionaries(
    {
        "leads": rows(
            10, lead_id=lead, created_at=instants, email=email, stage=word, phone=word, owner_id=word, origin=st.sampled_from([None, "inbound"]),
            Segment=word,
        ),
        "lead_changes": changes(
            "lead_id", lead, ["stage", "owner_id", "email", "segment", "decision", "origin", "created_at"], recorded_at=maybe_instant
        ),
        "activities": rows(
            activity_id=st.sampled_from(["1", "2", "3", "4", "5"]), lead_id=lead, occurred_at=instants, user_id=st.sampled_from([None, "U1", "U2"]),
            kind=st.sampled_from(["call", "page_view", "email_sent", "event_invited", "own_kind"]), campaign_id=word, recorded_at=maybe_instant,
            side=st.sampled_from([None, None, "marketing"]),
        ),
        "users": rows(3, user_id=st.sampled_from(["U1", "U2"]), side=st.sampled_from(["sales", "marketing"])),
        "meetings": rows(
            5, meeting_id=st.sampled_from(["1", "2", "3"]), lead_id=lead, booked_at=instants, starts_at=instants,
            status=st.sampled_from([None, "held", "booked"]), status_at=maybe_instant,
        ),
        "opportunities": rows(
            6, opportunity_id=opportunity, created_at=instants, lead_id=st.none() | lead, amount=money, stage=word, closed_at=maybe_instant,
            is_won=st.sampled_from([None, True, False]), lost_reason=word,
        ),
        "opportunity_changes": changes("opportunity_id", opportunity, ["stage", "amount", "is_won", "closed_at"]),
        "opportunity_contacts": rows(opportunity_id=opportunity, lead_id=lead, role=word, added_at=maybe_instant),
        "enrollments": rows(lead_id=lead, program_id=st.sampled_from(["P", "Q"]), entered_at=instants, left_at=maybe_instant, why=word),
        "accounts": rows(4, account_id=account, created_at=maybe_instant, tier=word, employees=st.sampled_from([None, 5])),
        "account_changes": changes("account_id", account, ["tier", "employees"]),
        "concessions": rows(4, opportunity_id=opportunity, kind=st.just("training"), cost=money, given_at=maybe_instant),
        "spend": rows(5, campaign_id=st.just("K"), spent_on=days, amount=money.filter(bool), currency=st.sampled_from([None, "USD"])),
        "rates": rows(4, currency=st.just("EUR"), on=days, rate=st.sampled_from([Decimal("1.10000000"), Decimal("1.20000000")])),
        "lead_merges": rows(
            4, lead_id=lead, survivor_id=lead, merged_at=instants, undone_at=st.sampled_from([None, None, START]), reason=word
        ),
        "assets": rows(3, asset_id=st.sampled_from(["1", "2"]), created_at=maybe_instant, retired_at=maybe_instant),
    }
)  # fmt: skip


def joined(several):
    """Worlds side by side in one: ids and addresses take the number of their world, so that one record tries them all."""
    apart = ("_id", "email", "currency")
    return {
        name: [
            {k: f"{v}.{i}" if v is not None and k.endswith(apart) else v for k, v in row.items()}
            for i, world in enumerate(several)
            for row in world[name]
        ]
        for name in several[0]
    }


many_worlds = st.lists(worlds, min_size=1, max_size=8).map(joined)
