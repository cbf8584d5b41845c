"""Data health, as Django installs it."""

from handfast.web.look.place import Place


class DataHealth(Place):
    """Fields by standard, owner and stage; what could not be read; what can not be judged."""

    name = "handfast.web.data_health"
    label = "data_health"
    title = "Data health"
    question = "Can the numbers be relied on?"
