"""Names: of columns, which a table needs once each; of tables, out of the names of files."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from handfast.importing.files.kinds import DATA_ENDINGS
from handfast.importing.files.source_table import LINE

RESERVED = (LINE, "__file", "__reason", "__text")
"""Names that importing uses for itself; a source's column of that name gets a number after it."""

_BLANKS = re.compile(r"\s+")
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_COPY = re.compile(r"(?:\s*\(\d+\)|\s+-\s+copy)+$")
_STAMP = re.compile(
    r"[ _.-]+(?:19|20)\d\d[._-]?(?:0[1-9]|1[0-2])[._-]?(?:0[1-9]|[12]\d|3[01])(?:[ _.tz-]*\d*)*$"
)
_SHEETS_WITHOUT_NAME = re.compile(
    r"(?:sheet|tabelle|feuil|feuille|hoja|planilha|folha|foglio|blad|arkusz|лист|シート)\s*\d*"
    r"|data|export|report|results?|worksheet|\d+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Named:
    """The columns of a table.

    Attributes:
        names: one for each field, each once whatever its case.
        unnamed: which of them the source left without a name.
        notes: what was decided, to tell the reader.
    """

    names: tuple[str, ...]
    unnamed: tuple[str, ...]
    notes: tuple[str, ...]


def name_columns(header: Sequence[str]) -> Named:
    """Names for the fields of a header: the header's own, blanks made single; a number after one that repeats; `column_3` for a blank one."""
    taken = set(RESERVED)
    wanted = {tidied(name).lower() for name in header}
    names: list[str] = []
    unnamed: list[str] = []
    notes: list[str] = []
    for place, raw in enumerate(header, 1):
        name = tidied(raw)
        free, number = name or f"column_{place}", 2
        while free.lower() in taken or (free.lower() in wanted and free != name):
            free = f"{name or f'column_{place}'}_{number}"
            number += 1
        taken.add(free.lower())
        names.append(free)
        if not name:
            unnamed.append(free)
        elif free != name:
            notes.append(f"a second column `{shown(name)}` is kept as `{shown(free)}`")
    return Named(tuple(names), tuple(unnamed), tuple(notes))


def tidied(name: str) -> str:
    """A header without blanks around it, line ends and zero bytes."""
    return _BLANKS.sub(" ", name.replace("\0", " ").replace("\ufeff", "")).strip()


def shown(text: str, longest: int = 80) -> str:
    """Text of a file as a message may hold it: without characters that steer a terminal, and not too long."""
    plain = _UNSHOWN.sub("\ufffd", text)
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"


def stem_of(name: str) -> str:
    """The bare name of a file in lower case, without folders, endings, marks of a copy (` (1)`) and a date at its end."""
    stem = PurePosixPath(name.replace("\\", "/")).name.lower()
    while ending := next((ending for ending in DATA_ENDINGS if stem.endswith(ending)), ""):
        stem = stem.removesuffix(ending)
    plain = _STAMP.sub("", _COPY.sub("", stem)).strip(" _.-")
    return plain or stem


def stem_of_sheet(sheet: str, workbook: str) -> str:
    """The bare name of a sheet; the workbook's where the sheet has only a number or none worth the name."""
    return stem_of(workbook) if _SHEETS_WITHOUT_NAME.fullmatch(sheet.strip()) else stem_of(sheet)
