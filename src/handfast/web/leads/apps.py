"""Leads, as Django installs it."""

from handfast.web.look.place import Place


class Leads(Place):
    """Every lead, and why it is where it is."""

    name = "handfast.web.leads"
    label = "leads"
    title = "Leads"
    question = "Which leads are there, and why is each where it is?"
