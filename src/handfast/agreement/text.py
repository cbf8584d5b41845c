"""The document on disk, read with every fault in one pass."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from handfast.agreement.calendar_faults import calendar_faults
from handfast.agreement.checks import sense_faults
from handfast.agreement.currencies import currency_faults
from handfast.agreement.model import Agreement
from handfast.agreement.places import Document, read_document
from handfast.agreement.schema_faults import key_faults, schema_faults
from handfast.agreement.source import Source
from handfast.faults import Fault, InputFaults


def load_agreement(path: Path | str) -> Agreement:
    """The agreement in a file (YAML 1.2, UTF-8); raises `InputFaults` with every fault."""
    return read_agreement(_decoded(Path(path)), Path(path).name)


def load_agreements(paths: Iterable[Path | str]) -> tuple[Agreement, ...]:
    """The versions of an agreement, in the order in which they take effect.

    Raises `InputFaults` with the faults of every file, and of several that do not say from when they hold.
    """
    read: list[tuple[str, Agreement]] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            read.append((Path(path).name, load_agreement(path)))
        except InputFaults as error:
            faults += error.faults
    if len(read) > 1:
        faults += _version_faults(read)
    if faults:
        raise InputFaults(faults)
    return tuple(sorted((agreement for _, agreement in read), key=_start))


def _start(agreement: Agreement) -> str:
    return agreement.effective_from.isoformat() if agreement.effective_from else ""


def _version_faults(read: Sequence[tuple[str, Agreement]]) -> Iterator[Fault]:
    starts: dict[str, str] = {}
    for name, agreement in read:
        if agreement.effective_from is None:
            message = "it is missing; each of several versions says from when it holds"
            yield Fault(name, 1, 1, "effective_from", message, "effective-from")
        elif _start(agreement) in starts:
            message = f"{_start(agreement)} is the first day of {starts[_start(agreement)]} too; one version holds at a time"
            yield Fault(name, 1, 1, "effective_from", message, "effective-from")
        else:
            starts[_start(agreement)] = name


def read_agreement(text: str, name: str = "agreement.yaml") -> Agreement:
    """The agreement in a text; `name` stands in messages. Raises `InputFaults` with every fault."""
    return _agreement(read_document(text, name))


def read_data(data: Mapping[str, Any], name: str = "agreement") -> Agreement:
    """The agreement in plain data, as forms give it; faults have no lines. Raises `InputFaults` with every fault."""
    return _agreement(Document(name, "", dict(data)))


def _agreement(document: Document) -> Agreement:
    if not isinstance(document.data, dict):
        raise InputFaults([_no_agreement(document)])
    faults = list(key_faults(document))
    agreement: Agreement | None = None
    try:
        agreement = Agreement.model_validate(document.data, by_alias=True, by_name=False)
    except ValidationError as error:
        faults += schema_faults(document, error)
    faults += currency_faults(document)
    faults += calendar_faults(document)
    faults += sense_faults(document)
    if faults or agreement is None:
        order = sorted(set(faults), key=lambda fault: (fault.line, fault.column, fault.subject, fault.code))
        raise InputFaults(order)
    if document.source:
        agreement.read_from(Source(document))
    return agreement


def _no_agreement(document: Document) -> Fault:
    if document.data is None:
        return document.fault((0, 0), "", "it is empty; an agreement begins with handfast: 1", "empty")
    return document.fault(
        document.place(()), "", "it is no agreement; write keys and values, as in name: Our agreement", "type"
    )


def _decoded(path: Path) -> str:
    def refuse(message: str, code: str, line: int = 0) -> InputFaults:
        return InputFaults([Fault(path.name or str(path), line, 0, "", message, code)])

    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise refuse(f"there is no such file at {path}", "file") from None
    except OSError as error:
        raise refuse(f"it cannot be read: {error.strerror or error}", "file") from None
    try:
        return raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise refuse("it is not UTF-8; save it as UTF-8", "encoding", line) from None
