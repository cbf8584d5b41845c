"""Whose activity it is, when the source doesn't say."""

PROSPECT = {
    "page_view", "form_submit", "email_open", "email_click", "email_reply", "unsubscribe", "webinar_registered", "webinar_attended",
    "content_download", "ad_click", "chat", "event_attended", "trial_started", "call_inbound", "campaign_response",
}  # fmt: skip
MARKETING = {"event_invited"}
SALES = {"call", "meeting", "demo", "social_message", "content_shared", "note"}


def side_of(activity: dict[str, object], users: dict[str, dict[str, object]]) -> str | None:
    """The side that acts: the kind's own; of an e-mail sent, sales' with a user of sales, else marketing's with a campaign."""
    kind = activity["kind"]
    if kind == "email_sent":
        if users.get(activity.get("user_id"), {}).get("side") == "sales":
            return "sales"
        return "marketing" if activity.get("campaign_id") else None
    return (
        "prospect"
        if kind in PROSPECT
        else "marketing"
        if kind in MARKETING
        else "sales"
        if kind in SALES
        else None
    )
