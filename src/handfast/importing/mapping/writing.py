"""`mapping.yaml` as people read it: what each file was taken for, what each column becomes, with examples and how sure it is."""

import json
import re
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field

from handfast.importing.mapping.model import (
    IGNORE,
    KEEP,
    ColumnUse,
    Mapping,
    Person,
    TableUse,
    Told,
    Word,
)

FORMAT = 1
_HEAD = """\
# How these exports were understood. Change what is wrong and import again: this file is read first, and what it says is not guessed anew.
# A column becomes a field of what the table is, or `extra` (kept as an attribute that rules may use), or `ignore`.
# After each # stand examples, how the values are read, and how sure a guess is where it is one.
"""
_PLAIN = re.compile(r"[A-Za-zÀ-ɏ][\wÀ-ɏ .()/&+'-]*")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
LONGEST_EXAMPLE = 40
WIDE = 44
"""Columns of text before a remark."""


@dataclass(frozen=True)
class Remarks:
    """What stands after `#`, by table label and column; by word for stages and reasons, by person for people."""

    columns: Dict[tuple[str, str], str] = field(default_factory=dict)
    tables: Dict[str, str] = field(default_factory=dict)
    people: Dict[str, str] = field(default_factory=dict)


def write_mapping(mapping: Mapping, remarks: Remarks) -> str:
    """The text of `mapping.yaml`; reading it gives the mapping back."""
    lines = [_HEAD, f"handfast_mapping: {FORMAT}"]
    if mapping.zone:
        lines.append(f"zone: {_text(mapping.zone)}")
    lines += ["", "tables:"]
    for use in mapping.tables:
        lines += _table(use, remarks)
    for key, said, words in (
        (
            "stages",
            mapping.stages,
            "the source's words for a lead's stage: the agreement's stage, or keep, for the word as it is",
        ),
        (
            "reasons",
            mapping.reasons,
            "the source's words for why a lead or a deal was lost: the agreement's reason, or keep, for the word as it is",
        ),
    ):
        if said:
            lines += ["", f"{key}:  # {words}"]
            lines += [
                _remarked(f"  {_text(word)}:{_means(meant)}", _word_remark(meant))
                for word, meant in said.items()
            ]
    if mapping.people:
        lines += [
            "",
            "people:  # side: marketing, sales, partner or success; team: as the agreement names it",
        ]
        lines += [
            _remarked(f"  {_text(called)}: {_person(person)}", remarks.people.get(called, ""))
            for called, person in mapping.people.items()
        ]
    return "\n".join(lines) + "\n"


def _table(use: TableUse, remarks: Remarks) -> list[str]:
    lines = [f"  {_text(use.label)}:"]
    if use.object is None:
        return [*lines, _remarked(f"    {IGNORE}: {_text(use.reason)}", remarks.tables.get(use.label, ""))]
    lines.append(_remarked(f"    is: {use.object.id}", remarks.tables.get(use.label, "")))
    if use.always:
        lines.append("    always:")
        lines += [f"      {name}: {_text(value)}" for name, value in use.always.items()]
    lines.append("    columns:")
    for column in use.columns:
        said = f"      {_text(column.column)}: {_target(column)}"
        lines.append(_remarked(said, remarks.columns.get((use.label, column.column), "")))
    return lines


def _target(use: ColumnUse) -> str:
    to = _text(use.to[0]) if len(use.to) == 1 else f"[{', '.join(map(_text, use.to))}]"
    told = _told(use.told)
    return f"{{to: {to}, {told}}}" if told else to


def _told(told: Told) -> str:
    pairs = (("dates", told.dates), ("decimal", told.decimal), ("zone", told.zone))
    return ", ".join(f"{key}: {_text(str(value))}" for key, value in pairs if value)


def _means(word: Word) -> str:
    return f" {_text(word.means or KEEP)}"


def _word_remark(word: Word) -> str:
    rows = f"{word.rows:,} row{'s' if word.rows != 1 else ''}" if word.rows else ""
    return "; ".join(part for part in (rows, word.why, _sure(word.sure) if word.means else "") if part)


def _sure(sure: float) -> str:
    return "" if sure >= 1 else f"a guess, {sure:.0%} sure"


def _person(person: Person) -> str:
    pairs = (
        ("side", person.side),
        ("team", person.team),
        ("email", person.email),
        ("timezone", person.timezone),
    )
    said = ", ".join(f"{key}: {_text(value)}" for key, value in pairs if value)
    return f"{{{said}}}"


def column_remark(use: ColumnUse, read: str, examples: Sequence[str]) -> str:
    """What stands after a column: how its values are read, examples, how sure."""
    shown = ", ".join(json.dumps(_cut(example), ensure_ascii=False) for example in examples[:2])
    guess = "" if use.sure >= 1 else f"a guess by {use.why}, {use.sure:.0%} sure"
    return "; ".join(part for part in (guess, read, shown) if part)


def _cut(text: str) -> str:
    one = " ".join(text.split())
    return one if len(one) <= LONGEST_EXAMPLE else one[: LONGEST_EXAMPLE - 1] + "…"


def _remarked(line: str, remark: str) -> str:
    if not remark:
        return line
    return f"{line:<{WIDE}}  # {' '.join(remark.split())}"


def _text(value: str) -> str:
    """A text as YAML that reads back as the same text."""
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS and value == value.strip():
        return value
    return json.dumps(value, ensure_ascii=False)


def examples_line(values: Iterable[str]) -> str:
    """Examples as messages show them."""
    return ", ".join(json.dumps(_cut(value), ensure_ascii=False) for value in values)
