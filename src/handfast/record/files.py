"""Which files of a folder are which tables."""

import re
from dataclasses import dataclass
from pathlib import Path

from handfast.faults import Fault, InputFaults
from handfast.record.bookkeeping import BESIDE, arrived
from handfast.record.tables import BY_NAME

TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz")
PARQUET_ENDINGS = (".parquet", ".pq")
_SHEETS = (".xlsx", ".xls", ".xlsm", ".ods", ".numbers")
_PACKED = (".zip", ".zst", ".bz2", ".xz", ".7z", ".gz")
STAGING = ("_temporary", "_magic", ".spark-staging")
HALF_WRITTEN = (
    "is half written: whoever wrote it was stopped, or still writes. Wait for it, or write the table anew"
)
_FOLDER_ENDING = re.compile(r"\.(csv|tsv|txt|parquet|pq)$")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the record.

    Attributes:
        path: where it is.
        label: the path inside the record's folder, as messages name it.
        parquet: whether it is Parquet; delimited text otherwise.
    """

    path: Path
    label: str
    parquet: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a folder holds.

    Attributes:
        tables: the files of each canonical table, by name, in the order of their labels.
        notes: what was passed over, and why.
    """

    tables: dict[str, tuple[SourceFile, ...]]
    notes: tuple[str, ...]


def find_files(folder: Path) -> Found:
    """The tables in a folder. Raises InputFaults when it isn't there, can't be read, or has no leads."""
    try:
        arriving = arrived(folder)
        entries = sorted(
            [*(entry for entry in folder.iterdir() if entry.name not in arriving), *arriving.values()],
            key=lambda entry: entry.name,
        )
    except FileNotFoundError:
        raise InputFaults(
            [_fault(folder, "there is no such folder; give the folder that holds leads.csv", "no-folder")]
        ) from None
    except NotADirectoryError:
        raise InputFaults(
            [
                _fault(
                    folder,
                    f"is a file, not a folder; give the folder that holds it: {folder.parent}",
                    "no-folder",
                )
            ]
        ) from None
    except OSError as error:
        raise InputFaults([_fault(folder, f"can't be read: {_why(error)}", "unreadable")]) from None
    tables: dict[str, list[SourceFile]] = {}
    notes: list[str] = []
    if half := [entry for entry in entries if table_of(entry) and _half_written(entry)]:
        raise InputFaults([_fault(entry, HALF_WRITTEN, "half-written") for entry in half])
    for entry in entries:
        if not entry.name.startswith(".") and entry.name not in BESIDE:
            _sort_in(entry, tables, notes)
    for name, files in tables.items():
        if len(files) > 1 and any("/" not in file.label for file in files):
            notes.append(f"{name} is read from {', '.join(file.label for file in files)} together")
    if "leads" not in tables:
        raise InputFaults([_no_leads(folder, entries, tables)])
    return Found({name: tuple(files) for name, files in tables.items()}, tuple(notes))


def _half_written(entry: Path) -> bool:
    """Whether a folder was being written by Hadoop's committers, Spark's too, which put parts in `_temporary` until the whole is there."""
    return entry.is_dir() and any((entry / name).exists() for name in STAGING)


def table_of(entry: Path) -> str:
    """The table that a file or folder of a record is read as, or a part of; empty when it is none."""
    if entry.is_dir():
        name, kind = _FOLDER_ENDING.sub("", entry.name.lower()), "folder"
    else:
        name, kind = _kind(entry.name)
    return name if kind and name in BY_NAME else ""


def _sort_in(entry: Path, tables: dict[str, list[SourceFile]], notes: list[str]) -> None:
    if entry.is_dir():
        name = _FOLDER_ENDING.sub("", entry.name.lower())
        if name not in BY_NAME:
            notes.append(f"{entry.name}/ was ignored: it is no table of the record")
            return
        parts, others = _parts(entry)
        tables.setdefault(name, []).extend(parts) if parts else None
        notes.extend(f"{entry.name}/{other} was ignored: it is neither CSV nor Parquet" for other in others)
        if not parts:
            notes.append(f"{entry.name}/ was ignored: no CSV or Parquet file is in it")
        return
    stem, kind = _kind(entry.name)
    if kind and stem in BY_NAME:
        tables.setdefault(stem, []).append(SourceFile(entry, entry.name, kind == "parquet"))
    else:
        notes.append(f"{entry.name} was ignored: {_passed_over(entry.name)}")


def _parts(folder: Path) -> tuple[list[SourceFile], list[str]]:
    parts, others = [], []
    for path in sorted(folder.rglob("*")):
        label = path.relative_to(folder).as_posix()
        if path.is_dir() or path.name.startswith((".", "_")):
            continue
        _, kind = _kind(path.name)
        if kind:
            parts.append(SourceFile(path, f"{folder.name}/{label}", kind == "parquet"))
        else:
            others.append(label)
    return parts, others


def _kind(name: str) -> tuple[str, str]:
    """The name without its ending, in lower case, and `text`, `parquet` or nothing."""
    lower = name.lower()
    for endings, kind in ((TEXT_ENDINGS, "text"), (PARQUET_ENDINGS, "parquet")):
        for ending in sorted(endings, key=len, reverse=True):
            if lower.endswith(ending):
                return lower.removesuffix(ending), kind
    return lower, ""


def _passed_over(name: str) -> str:
    lower = name.lower()
    stem = lower.split(".")[0]
    if stem in BY_NAME and lower.endswith(_SHEETS):
        return f"it is a spreadsheet; save its sheet as {stem}.csv"
    if stem in BY_NAME and lower.endswith(_PACKED):
        return f"unpack it to {stem}.csv or {stem}.parquet first"
    if stem in BY_NAME:
        return f"it is neither CSV nor Parquet; save it as {stem}.csv or {stem}.parquet"
    return "it is no table of the record"


def _no_leads(folder: Path, entries: list[Path], tables: dict[str, list[SourceFile]]) -> Fault:
    like = [e.name for e in entries if e.name.lower().split(".")[0] == "leads"]
    if like:
        return _fault(
            folder,
            f"has no leads that can be read: {like[0]} can't be: {_why_not(entries, like[0])}",
            "no-leads",
        )
    shown = [
        entry.name + ("/" if entry.is_dir() else "") for entry in entries if not entry.name.startswith(".")
    ]
    holds = (
        ", ".join(shown[:12]) + (f" and {len(shown) - 12} more" if len(shown) > 12 else "")
        if shown
        else "nothing"
    )
    found = f" (tables found: {', '.join(sorted(tables))})" if tables else ""
    return _fault(
        folder,
        f"has no leads; it holds {holds}{found}. Put the leads there as leads.csv or leads.parquet, with the columns "
        "lead_id and created_at",
        "no-leads",
    )


def _why_not(entries: list[Path], name: str) -> str:
    entry = next(entry for entry in entries if entry.name == name)
    return "no CSV or Parquet file is in that folder" if entry.is_dir() else _passed_over(name)


def _fault(folder: Path, message: str, code: str) -> Fault:
    return Fault(str(folder), 0, 0, "", message, code)


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
