"""Why something isn't done to an agreement."""

from handfast.faults import Fault, HandfastError


class Refused(HandfastError):
    """Nothing was changed."""


class ChangedMeanwhile(Refused):
    """Somebody else saved since; both texts are still there."""


class Faulty(Refused):
    """The text has faults; `faults` lists them all."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))
