"""Inbox, as Django installs it."""

from handfast.web.look.place import Place


class Inbox(Place):
    """Hand-offs that wait for somebody, the most urgent first, with their context and what to do."""

    name = "handfast.web.inbox"
    label = "inbox"
    title = "Inbox"
    question = "What must I do now?"
    pinned = False
