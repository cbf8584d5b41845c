"""Replaying, slow and plain: from the company's own rows, by the words of the method."""

from collections import Counter
from datetime import datetime, timedelta


def qualified(tables, line):
    """The leads that reach a line: ten points for each grade, at their creation."""
    return {row["lead_id"]: row for row in tables["leads"] if row["grade"] * 10 >= line}


def won_by(tables):
    """The lead of each deal won."""
    return {row["opportunity_id"]: row["lead_id"] for row in tables["opportunities"] if row["is_won"]}


def recall(tables, before, after):
    """How many deals were won by leads handed over before, and how many of these leads still would be."""
    ours = [lead for lead in won_by(tables).values() if lead in qualified(tables, before)]
    return len(ours), sum(lead in qualified(tables, after) for lead in ours)


def overflow_days(instants, capacity, first, last):
    """Walk through the days, Monday to Friday: who came since the last working day waits; so many are taken; days on which some are left."""
    waiting, days = 0, 0
    day: datetime = first.replace(hour=0, minute=0, second=0, microsecond=0)
    came = Counter(at.date() for at in instants)
    while day <= last:
        waiting += came[day.date()]
        if day.weekday() < 5:
            waiting = max(0, waiting - capacity)
            days += waiting > 0
        day += timedelta(days=1)
    return days


def dealt(leads, weights):
    """Deal leads one after the other: to whoever has had the fewest for the weight."""
    had, to = dict.fromkeys(weights, 0), {}
    for lead in leads:
        chosen = sorted(weights, key=lambda user: ((had[user] + 1) / weights[user], user))[0]
        had[chosen] += 1
        to[lead] = chosen
    return to
