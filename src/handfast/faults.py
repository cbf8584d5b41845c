"""What can be wrong with an input, said so that the reader can mend it.

Every message a user sees about bad input is a `Fault`: a stable code, the place, what is wrong, and the way out. The command line, the API and
the editor print the same list.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong with an input.

    Attributes:
        place: where it stands, as a reader would look for it: `agreement.yaml:41` or `leads.csv:12`. Empty when the input has no places.
        subject: what it is about: a clause path (`follow-up.within`), a column, a table. May be empty.
        message: what is wrong and what would be right, one sentence without a final full stop.
        code: stable and machine-readable, kebab-case: `duration`, `unknown-field`.
        line: 1-based line, 0 when there is none.
        column: 1-based column, 0 when there is none.
    """

    place: str
    line: int
    column: int
    subject: str
    message: str
    code: str

    def __str__(self) -> str:
        where = self.place
        if self.line:
            where += f":{self.line}"
            if self.column:
                where += f":{self.column}"
        head = " ".join(part for part in (where, self.subject) if part)
        return f"{head}: {self.message} [{self.code}]" if head else f"{self.message} [{self.code}]"


class HandfastError(Exception):
    """The root of every error Handfast raises on purpose; its text is fit for a user to read."""


class InputFaults(HandfastError):
    """An input has faults; `faults` lists them all, in the order of their places."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class PublishError(HandfastError):
    """Results could not be written; whatever stood there before is intact."""
