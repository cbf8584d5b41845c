"""Results, as Django installs it."""

from handfast.web.look.place import Place


class Results(Place):
    """The closed loop: source to revenue, wins and losses."""

    name = "handfast.web.results"
    label = "results"
    title = "Results"
    question = "What came of it, from source to revenue?"
