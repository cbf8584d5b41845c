"""The canonical tables of what the two teams say to each other: check-ins, actions, requests, questions, intelligence, labels, pulse.

The desk fills them; a folder may hold them too. Signs over them say "no data" where they are absent.
"""

from handfast.record.columns import Column, Table, Type, optional, required, text

PARTIES = ("marketing", "sales")

CHECK_INS = Table(
    "check_ins",
    "One row per check-in that was due: a meeting of both teams that the agreement names.",
    (
        required("check_in_id", Type.TEXT, "The check-in's id."),
        required("clause", Type.TEXT, "Which of the agreement's check-ins it is: `weekly`, `content`."),
        required("planned_at", Type.INSTANT, "When it was to begin."),
        optional("held_at", Type.INSTANT, "When it began; empty: it wasn't held."),
    ),
    ("check_in_id",),
)

ATTENDANCE = Table(
    "attendance",
    "One row per person who attended a check-in.",
    (
        required("check_in_id", Type.TEXT, "The check-in."),
        required("user_id", Type.TEXT, "Who attended."),
        text("side", "For which side.", *PARTIES),
    ),
    ("check_in_id", "user_id"),
)

ACTIONS = Table(
    "actions",
    "One row per action that was agreed on, with who does it and by when.",
    (
        required("action_id", Type.TEXT, "The action's id."),
        required("agreed_at", Type.INSTANT, "When it was agreed on."),
        text("action", "What is to be done."),
        text("sign_id", "The sign of misalignment that it answers."),
        text("reason", "The reason (of rejections, disqualifications, losses) that it answers."),
        text("check_in_id", "The check-in at which it was agreed on."),
        text("owner_id", "The user who does it."),
        optional("due_at", Type.INSTANT, "By when."),
        optional("done_at", Type.INSTANT, "When it was done; empty: it isn't."),
    ),
    ("action_id",),
)

REQUESTS = Table(
    "requests",
    "One row per request for content, by one side to the other.",
    (
        required("request_id", Type.TEXT, "The request's id."),
        required("asked_at", Type.INSTANT, "When it was made."),
        text("asked_by", "The user who made it."),
        text("side", "The side that asks.", *PARTIES),
        text("request", "What is asked for."),
        text("asset_id", "The piece of content that answers it."),
        optional("answered_at", Type.INSTANT, "When it was answered; empty: it is open."),
        text("answered_by", "The user who answered it."),
    ),
    ("request_id",),
)

CALL_QUESTIONS = Table(
    "call_questions",
    "One row per question that a prospect asked in a call and that content should answer.",
    (
        required("question_id", Type.TEXT, "The question's id."),
        required("asked_at", Type.INSTANT, "When it was asked."),
        text("lead_id", "Who asked it."),
        text("activity_id", "The call."),
        text("user_id", "The user who took it down."),
        text("question", "The question."),
        text("asset_id", "The piece of content that answers it."),
        optional("answered_at", Type.INSTANT, "When it was answered; empty: it is open."),
    ),
    ("question_id",),
)

INTEL = Table(
    "intel",
    "One row per piece of competitor intelligence.",
    (
        required("intel_id", Type.TEXT, "The piece's id."),
        required("published_at", Type.INSTANT, "When it was published."),
        text("competitor", "The competitor that it is about."),
        text("title", "Its title."),
        text("user_id", "The user who published it."),
    ),
    ("intel_id",),
)

INTEL_READS = Table(
    "intel_reads",
    "One row per user who read a piece of competitor intelligence.",
    (
        required("intel_id", Type.TEXT, "The piece."),
        required("user_id", Type.TEXT, "Who read it."),
        required("read_at", Type.INSTANT, "When, the first time."),
    ),
    ("intel_id", "user_id"),
)

LABELS = Table(
    "labels",
    "One row per lead and person who said, without seeing the other side's answer, whether it is qualified.",
    (
        required("lead_id", Type.TEXT, "The lead."),
        required("user_id", Type.TEXT, "Who labelled it."),
        required("labelled_at", Type.INSTANT, "When; the last label of a person counts."),
        Column("side", Type.TEXT, "For which side.", required=True, choices=PARTIES),
        required("qualified", Type.BOOLEAN, "Whether it is qualified, in that person's eyes."),
        text("stratum", "The stratum by score that it was drawn from."),
        optional(
            "sampling_weight", Type.RATE, "How many leads of the population it stands for; empty means one."
        ),
    ),
    ("lead_id", "user_id", "labelled_at"),
)

PULSE = Table(
    "pulse",
    "One row per person and question of a pulse: how much the teams trust each other and the goal.",
    (
        required("pulse_id", Type.TEXT, "The round of questions: `2026-06`."),
        required("user_id", Type.TEXT, "Who answered; any token that tells people apart."),
        required("question", Type.TEXT, "What was asked."),
        required("answered_at", Type.INSTANT, "When."),
        required("score", Type.RATE, "The answer, 1 (not at all) to 5 (fully)."),
        text("side", "The side of who answered.", *PARTIES),
    ),
    ("pulse_id", "user_id", "question"),
)

ACKNOWLEDGEMENTS = Table(
    "acknowledgements",
    "One row per breach of a promise that somebody took up.",
    (
        required("commitment_id", Type.TEXT, "The commitment."),
        required("lead_id", Type.TEXT, "The lead whose clock it was."),
        required("started_at", Type.INSTANT, "When that clock started."),
        required("acknowledged_at", Type.INSTANT, "When the breach was taken up."),
        text("user_id", "Who took it up."),
        text("note", "What they said."),
    ),
    ("commitment_id", "lead_id", "started_at"),
)

CARD_OPENINGS = Table(
    "card_openings",
    "One row per user and lead whose context card the user opened.",
    (
        required("lead_id", Type.TEXT, "The lead."),
        required("user_id", Type.TEXT, "Who opened its card."),
        required("opened_at", Type.INSTANT, "When."),
    ),
    ("lead_id", "user_id", "opened_at"),
)

DESK_TABLES: tuple[Table, ...] = (
    CHECK_INS, ATTENDANCE, ACTIONS, REQUESTS, CALL_QUESTIONS, INTEL, INTEL_READS, LABELS, PULSE, ACKNOWLEDGEMENTS, CARD_OPENINGS,
)  # fmt: skip
