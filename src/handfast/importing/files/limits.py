"""How much a source may be, so that no file, however it was made, takes the memory or the disk of the machine."""

from dataclasses import dataclass

from handfast.faults import Fault, InputFaults


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one import.

    Attributes:
        unpacked: bytes that all packed files of one import may come to together.
        ratio: times that a packed file may grow. Text of real exports packs 5 to 40 times; what is made to do harm, a thousand.
        free_of_ratio: bytes below which the ratio is not looked at: small files of one repeated value pack well.
        members: files in one ZIP.
        cells: cells of one sheet, empty ones between the corners included: the reader holds them all.
        workbook: bytes that the parts of one workbook may come to; the reader holds them.
    """

    unpacked: int = 64 * 1024**3
    ratio: int = 250
    free_of_ratio: int = 64 * 1024**2
    members: int = 10_000
    cells: int = 40_000_000
    workbook: int = 4 * 1024**3


LIMITS = Limits()


def refused(label: str, message: str, code: str, line: int = 0, column: int = 0) -> InputFaults:
    """The error for one file that can't be taken. `message` says what is wrong and the way out."""
    return InputFaults([Fault(label, line, column, "", message, code)])


def size_said(size: int) -> str:
    """A number of bytes in words."""
    for unit, power in (("GB", 3), ("MB", 2), ("kB", 1)):
        if size >= 1024**power:
            return f"{size / 1024**power:,.1f} {unit}"
    return f"{size} byte{'' if size == 1 else 's'}"
