"""Diagnosis, as Django installs it."""

from handfast.web.look.place import Place


class Diagnosis(Place):
    """Signs of misalignment and what they cost."""

    name = "handfast.web.diagnosis"
    label = "diagnosis"
    title = "Diagnosis"
    question = "What is wrong between the teams, and what does it cost?"
