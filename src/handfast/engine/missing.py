"""What the record lacks, and what cannot be judged therefore."""

from handfast.engine.context import Context

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


def what_is_missing(context: Context) -> tuple[str, ...]:
    """A sentence for each table that the record lacks."""
    return tuple(sentence for table, sentence in WITHOUT_TABLE if not context.record.has(table))
