"""The kinds of activity that Handfast knows, and the side that acts when a source doesn't say.

Source: the record's specification. Any other kind is allowed; it has a side only where the source gives one.
"""

PROSPECT_KINDS = (
    "page_view",
    "form_submit",
    "email_open",
    "email_click",
    "email_reply",
    "unsubscribe",
    "webinar_registered",
    "webinar_attended",
    "content_download",
    "ad_click",
    "chat",
    "event_attended",
    "trial_started",
    "call_inbound",
    "campaign_response",
)
MARKETING_KINDS = ("event_invited",)
SALES_KINDS = ("call", "meeting", "demo", "social_message", "content_shared", "note")

EMAIL_SENT = "email_sent"
"""Marketing's with a campaign_id, sales' with a user_id of side sales; with both, the person wins."""

SIDE_OF_KIND: dict[str, str] = {
    **dict.fromkeys(PROSPECT_KINDS, "prospect"),
    **dict.fromkeys(MARKETING_KINDS, "marketing"),
    **dict.fromkeys(SALES_KINDS, "sales"),
}

KINDS: tuple[str, ...] = (*PROSPECT_KINDS, *MARKETING_KINDS, *SALES_KINDS, EMAIL_SENT)
