"""`mapping.yaml`: what is written is read back; what is wrong in it is named in its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.faults import InputFaults
from handfast.importing.files.source_table import SourceTable
from handfast.importing.mapping.model import (
    EXTRA,
    IGNORE,
    ColumnUse,
    DateOrder,
    Decimal,
    Mapping,
    Person,
    TableUse,
    Told,
    Word,
)
from handfast.importing.mapping.reading import check_columns, read_mapping
from handfast.importing.mapping.writing import Remarks, write_mapping
from handfast.importing.systems.catalogue import object_of

LEADS = object_of("record.leads")
TEXTS = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("Cs", "Cc", "Co", "Cn"), exclude_characters="\u2028\u2029\ufeff"
    ),
    min_size=1,
    max_size=20,
).filter(lambda text: text.strip() == text)
TOLD = st.builds(
    Told,
    st.none() | st.sampled_from(DateOrder),
    st.none() | st.sampled_from(Decimal),
    st.none() | st.just("Europe/Berlin"),
)


@st.composite
def table_uses(draw: st.DrawFn, label: str) -> TableUse:
    if draw(st.booleans()):
        return TableUse(label, None, draw(TEXTS), guessed=False)
    fields = draw(st.lists(st.sampled_from(list(LEADS.fields)), unique=True, max_size=4))
    names = draw(st.lists(TEXTS, unique=True, min_size=len(fields), max_size=len(fields) + 2))
    targets = [(field,) for field in fields] + [(EXTRA,), (IGNORE,)]
    columns = tuple(
        ColumnUse(name, to, told=draw(TOLD), why="mapping.yaml")
        for name, to in zip(names, targets, strict=False)
    )
    always = draw(st.dictionaries(st.sampled_from(["source", "country"]), TEXTS, max_size=1))
    return TableUse(label, LEADS, columns=columns, always=always, guessed=False)


@st.composite
def mappings(draw: st.DrawFn) -> Mapping:
    labels = draw(st.lists(TEXTS, unique=True, max_size=3))
    word = st.builds(Word, st.none() | TEXTS, why=st.just("mapping.yaml"))
    return Mapping(
        tuple(draw(table_uses(label)) for label in labels),
        draw(st.none() | st.just("America/New_York")),
        draw(st.dictionaries(TEXTS, word, max_size=3)),
        draw(st.dictionaries(TEXTS, word, max_size=3)),
        draw(
            st.dictionaries(
                TEXTS,
                st.builds(Person, side=st.none() | st.just("sales"), team=st.none() | TEXTS),
                max_size=3,
            )
        ),
    )


@given(mappings())
def test_what_is_written_is_read_back(mapping: Mapping) -> None:
    assert read_mapping(write_mapping(mapping, Remarks())) == mapping


@given(mappings(), TEXTS)
def test_remarks_change_nothing(mapping: Mapping, remark: str) -> None:
    tables = {use.label: remark for use in mapping.tables}
    columns = {(use.label, column.column): remark for use in mapping.tables for column in use.columns}
    people = dict.fromkeys(mapping.people, remark)
    assert read_mapping(write_mapping(mapping, Remarks(columns, tables, people))) == mapping


def faults_of(text: str) -> list[str]:
    with pytest.raises(InputFaults) as caught:
        read_mapping(text)
    return [str(fault) for fault in caught.value.faults]


def test_all_faults_are_named_in_their_places() -> None:
    said = faults_of(
        """\
handfast_mapping: 1
zone: Europe/Berlinn
tables:
  a.csv:
    is: hubspot.contract
  b.csv:
    is: record.leads
    columns:
      Mail: emial
      Address: email
      Other address: email
      Created: {to: created_at, dates: day first}
people:
  Ana: {side: seller}
stagez: {}
"""
    )
    text = "\n".join(said)
    assert len(said) == 7, text
    assert 'mapping.yaml:2:1 zone: "Europe/Berlinn" is no IANA time zone' in text
    assert '"hubspot.contract" is nothing that Handfast knows; did you mean' in text
    assert (
        "mapping.yaml:9:7 tables.b.csv.columns.Mail: record.leads has no field emial; did you mean email?"
        in text
    )
    assert '"Address" gives email already; let one be extra' in text
    assert '"day first" is none of day-first, month-first' in text
    assert "a side is one of marketing, sales, partner, success" in text
    assert "there is no stagez here; did you mean stages?" in text


def test_another_document_is_no_mapping() -> None:
    assert faults_of("handfast: 1\n") == [
        "mapping.yaml:1:1: it is no mapping; its first line should be handfast_mapping: 1 [type]"
    ]


def test_a_column_that_is_not_there_is_named_with_the_nearest() -> None:
    mapping = read_mapping(
        "handfast_mapping: 1\ntables:\n  a.csv:\n    is: record.leads\n    columns: {E-mial: email}\n"
    )
    table = SourceTable("a.csv", "a", "sources.t0", ("Id", "E-mail"), 1, "", "csv")
    with pytest.raises(InputFaults, match=r'there is no column "E-mial" in a\.csv; did you mean "E-mail"'):
        check_columns(mapping, [table], "mapping.yaml")
