"""Why a fact is not taken, in words for the person who wanted to record it."""

from handfast.faults import HandfastError


class Refused(HandfastError):
    """The fact isn't recorded; nothing was changed."""
