"""Rows taken away as a file."""

import csv
import io
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import duckdb
import pyarrow.parquet as pq
import pytest
from django.http import HttpResponseBase
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from handfast.web.tables.exporting import FORMULA, exported, neutral
from handfast.web.tables.listing import Listing, Source
from handfast.web.tables.state import State

pytestmark = pytest.mark.django_db  # an answer that was sent lets go of the database
SQL = """
    select * from (values
        ('L1', '=cmd|'' /C calc''!A0', -4.5, timestamp '2026-01-02 03:04:05', true, cast(12.50 as decimal(18, 2))),
        ('L2', '+1 555 0100', null, null, null, null),
        ('L3', 'a, "b"', 7, timestamp '2026-01-03', false, cast(-3 as decimal(18, 2)))
    ) as t(lead_id, phone, score, seen_at, raised, amount) order by lead_id
"""


@pytest.fixture
def listing() -> Listing:
    return Listing(duckdb.connect(), Source(SQL))


def body(answer: HttpResponseBase) -> bytes:
    try:
        return b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    finally:
        answer.close()


def test_csv_has_every_row_and_no_formula(listing: Listing) -> None:
    closed: list[bool] = []
    text = body(exported(listing, State(), "csv", "rows", lambda: closed.append(True))).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [
        ["lead_id", "phone", "score", "seen_at", "raised", "amount"],
        ["L1", "'=cmd|' /C calc'!A0", "-4.5", "2026-01-02T03:04:05Z", "yes", "12.50"],
        ["L2", "'+1 555 0100", "", "", "", ""],
        ["L3", 'a, "b"', "7.0", "2026-01-03T00:00:00Z", "no", "-3.00"],
    ]
    assert closed == [True]


def test_a_workbook_holds_texts_as_texts(listing: Listing) -> None:
    file = io.BytesIO(body(exported(listing, State(), "xlsx", "rows", lambda: None)))
    rows = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    assert rows[1] == ["L1", "=cmd|' /C calc'!A0", -4.5, datetime(2026, 1, 2, 3, 4, 5), True, 12.5]
    assert rows[2][:3] == ["L2", "+1 555 0100", ""]


def test_parquet_keeps_types(listing: Listing) -> None:
    table = pq.read_table(io.BytesIO(body(exported(listing, State(), "parquet", "rows", lambda: None))))
    assert table.to_pylist()[0]["phone"] == "=cmd|' /C calc'!A0"
    assert table.to_pylist()[2]["amount"] == Decimal("-3.00")
    assert table.num_rows == 3


def test_an_export_is_filtered_and_sorted_as_the_page_is(listing: Listing) -> None:
    state = State(sort="score", down=True, page=3, per=25)
    text = body(exported(listing, state, "csv", "rows", lambda: None)).decode("utf-8-sig")
    assert [line[:2] for line in text.splitlines()[1:]] == ["L3", "L1", "L2"]


@given(st.text())
def test_no_text_begins_a_formula(text: str) -> None:
    assert not neutral(text).startswith(FORMULA)
    assert neutral(text).removeprefix("'") == text.removeprefix("'")


def test_a_number_stays_a_number() -> None:
    assert neutral(-4.5) == -4.5
    assert neutral(Decimal("-3.00")) == Decimal("-3.00")


def test_whoever_may_only_look_takes_nothing_away(
    company_snapshot: str, a_drill: str, signed_in: Callable[..., object]
) -> None:
    address = f"/at/{company_snapshot}/rows/{a_drill}/"
    viewer, member = signed_in("viewer"), signed_in("member", "marketing")
    assert viewer.get(address).status_code == 200  # type: ignore[attr-defined]
    assert b"Take away" not in viewer.get(address).content  # type: ignore[attr-defined]
    assert viewer.get(f"{address}?export=csv").status_code == 403  # type: ignore[attr-defined]
    taken = member.get(f"{address}?export=csv")  # type: ignore[attr-defined]
    assert taken.status_code == 200
    assert taken["Content-Disposition"].startswith("attachment")
    assert member.get(f"{address}?export=exe").status_code == 404  # type: ignore[attr-defined]


def test_a_filter_that_is_added_by_the_form_becomes_part_of_the_address(
    company_snapshot: str, a_drill: str, signed_in: Callable[..., object]
) -> None:
    address = f"/at/{company_snapshot}/rows/{a_drill}/"
    answer = signed_in("viewer").get(  # type: ignore[attr-defined]
        address, {"column": "lead_id", "op": "is", "value": "L1 & co", "sort": "-lead_id", "f": "team:known"}
    )
    assert answer.status_code == 302
    assert answer["Location"] == f"{address}?f=team%3Aknown&f=lead_id%3Ais%3AL1+%26+co&sort=-lead_id"
