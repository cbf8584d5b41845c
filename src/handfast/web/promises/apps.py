"""Promises, as Django installs it."""

from handfast.web.look.place import Place


class Promises(Place):
    """Each commitment: compliance over time, by team, each clock."""

    name = "handfast.web.promises"
    label = "promises"
    title = "Promises"
    question = "Was each promise kept, period by period?"
