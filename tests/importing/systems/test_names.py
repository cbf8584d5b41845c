"""Names that exports give to the record's own tables and columns: all there, none that stands for two."""

from collections import Counter
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import pytest

from handfast.importing.systems.catalogue import read_toml
from handfast.importing.systems.naming import plain
from handfast.record.desk_tables import DESK_TABLES
from handfast.record.tables import BY_NAME

NAMES: Mapping[str, Any] = read_toml(files("handfast.importing.systems") / "record" / "names.toml")


KEPT_BY_HANDFAST = {
    "lead_merges",
    "likely_duplicates",
    "likely_duplicate_accounts",
    *(table.name for table in DESK_TABLES),
}
"""Tables that Handfast writes itself: no export has them under another name."""

BY_VALUES = {("leads", "origin")}
"""Names that two columns have, and the values decide: `origin` may be inbound or outbound, or where the lead came from."""


def test_every_table_has_names() -> None:
    assert NAMES.keys() == BY_NAME.keys() - KEPT_BY_HANDFAST


@pytest.mark.parametrize("table", sorted(NAMES))
def test_every_column_has_names_and_no_name_has_two_columns(table: str) -> None:
    columns = NAMES[table]["columns"]
    assert columns.keys() == {column.name for column in BY_NAME[table].columns}
    called = Counter(plain(name) for column, names in columns.items() for name in (column, *names))
    twice = {(table, name) for name, times in called.items() if times > 1}
    assert twice <= BY_VALUES


def test_no_file_name_means_two_tables() -> None:
    called = Counter(plain(name) for table, said in NAMES.items() for name in (table, *said["files"]))
    assert [name for name, times in called.items() if times > 1] == []


@pytest.mark.parametrize(
    ("header", "table", "column"),
    [
        ("Erstellt am", "leads", "created_at"),
        ("Adresse e-mail", "leads", "email"),
        ("Correo electrónico", "leads", "email"),
        ("Sobrenome", "leads", "last_name"),
        ("Ragione sociale", "leads", "company"),
        ("Telefoonnummer", "leads", "phone"),
        ("first_contact_date", "leads", "created_at"),
        ("Zuständig", "leads", "owner_id"),
        ("Verkaufsphase", "opportunities", "stage"),
        ("Motif de perte", "opportunities", "lost_reason"),
        ("Fecha de cierre", "opportunities", "closed_at"),
        ("Wisselkoers", "rates", "rate"),
    ],
)
def test_headers_in_the_languages_of_europe(header: str, table: str, column: str) -> None:
    assert plain(header) in {plain(name) for name in NAMES[table]["columns"][column]}
