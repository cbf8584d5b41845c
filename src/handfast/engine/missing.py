"""What the record lacks, and what cannot be judged therefore."""

from handfast.engine.context import Context
from handfast.engine.known import there
from handfast.engine.metrics import RECORDED_DECISIONS

WITHOUT_TABLE = (
    ("activities", "no activities in this record: engagement, follow-up and touches can't be judged"),
    (
        "lead_changes",
        "no changes of leads in this record: stages have no history, decisions and owners no instants",
    ),
    ("users", "no users in this record: who belongs to which team is unknown, so hand-offs have no owner"),
    ("opportunities", "no opportunities in this record: conversion to revenue can't be judged"),
    (
        "opportunity_contacts",
        "no contacts of opportunities in this record: an opportunity's path is its lead's alone",
    ),
    ("accounts", "no accounts in this record: rules on accounts earn nothing"),
    ("meetings", "no meetings in this record: bookings and no-shows can't be judged"),
    ("campaigns", "no campaigns in this record: channels are told by source and kind of activity"),
    ("spend", "no spend in this record: cost and return can't be judged"),
    (
        "programs",
        "no nurture programs in this record: whether stages and nurture fit each other can't be judged",
    ),
    ("enrollments", "no enrolments in this record: who is being nurtured is unknown"),
    ("assets", "no assets in this record: the use of content can't be judged"),
)


NO_DECISIONS = "no decisions in this record: acceptance is read from stages, rejections can't be seen"
AMOUNTS = """
    SELECT count(*) AS deals, count(*) FILTER (WHERE amount IS NULL) AS blank FROM findings.opportunities
"""


def what_is_missing(context: Context) -> tuple[str, ...]:
    """A sentence for each thing that the record lacks: a table, decisions where it has changes of leads, amounts of opportunities."""
    return (
        *(sentence for table, sentence in WITHOUT_TABLE if not context.record.has(table)),
        *_without_decisions(context),
        *_without_amounts(context),
    )


def _without_decisions(context: Context) -> tuple[str, ...]:
    told = not context.record.has("lead_changes") or there(context, RECORDED_DECISIONS)
    return () if told or context.wanted is not None else (NO_DECISIONS,)


def _without_amounts(context: Context) -> tuple[str, ...]:
    """How many opportunities no sum of money counts, of all that the evaluation looks at."""
    row = context.engine.fetch(AMOUNTS).to_pylist()[0]
    if not row["blank"]:
        return ()
    deals = f"{row['blank']:,} of {row['deals']:,} opportunities have no amount"
    return (f"{deals}: sums of money and rates by amount leave them out",)
