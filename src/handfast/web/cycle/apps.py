"""Cycle, as Django installs it."""

from handfast.web.look.place import Place


class Cycle(Place):
    """The revenue cycle: volumes, conversion, time, breakdowns, leaks, recycling."""

    name = "handfast.web.cycle"
    label = "cycle"
    title = "Cycle"
    question = "Where do leads go, and where do they stop?"
