"""Overview, as Django installs it."""

from handfast.web.look.place import Place


class Overview(Place):
    """Both parties' promises, the next move, what fires, what it costs."""

    name = "handfast.web.overview"
    label = "overview"
    title = "Overview"
    question = "How are we doing, and whose move is it?"
