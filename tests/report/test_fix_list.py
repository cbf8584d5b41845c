"""A list to fix goes out, is mended, comes back, and what it named is well."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from handfast.agreement.model import Agreement
from handfast.agreement.text import read_agreement
from handfast.engine.evaluate import evaluate
from handfast.faults import HandfastError
from handfast.importing.exports import Options, import_exports
from handfast.record import read_record
from handfast.report.fix_list import FixList, fix_lists, neutral, write_fix_lists

AGREEMENT = """
handfast: 1
name: Data
currency: USD
calendar: {timezone: UTC, hours: {mon-fri: ["09:00-17:00"]}}
teams: {sdr: sales}
stages: [{id: inquiry, owner: marketing}, {id: customer, owner: sales}]
data_standards:
  - {field: phone, valid: phone}
  - {field: country, valid: country}
  - {field: industry, one_of: [software, retail]}
"""
LEADS = """lead_id,created_at,email,phone,country,owner_id,company,account_id,stage
1,2026-01-05T09:00:00Z,ada@acme.example,+49 30 901820,Germany,u1,=cmd|' /C calc'!A0,A1,inquiry
2,2026-01-06T09:00:00Z,bo@acme.example,12,Germny,u2,Acme,A1,inquiry
3,2026-01-07T09:00:00Z,kim@globex.example,+1 212 555 0123,US,u1,Globex,A2,inquiry
"""
ACCOUNTS = "account_id,name,industry\nA1,Acme,softwar\nA2,Globex,retail\n"
NOW = datetime(2026, 3, 4, tzinfo=UTC)


def agreement() -> Agreement:
    return read_agreement(AGREEMENT)


def import_files(record: Path, *paths: Path) -> None:
    import_exports(paths, record, Options(agreement(), duplicates=False), NOW)


@pytest.fixture
def record(tmp_path: Path) -> Path:
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "leads.csv").write_text(LEADS, encoding="utf-8")
    (exports / "accounts.csv").write_text(ACCOUNTS, encoding="utf-8")
    import_files(tmp_path / "record", exports)
    return tmp_path / "record"


def lists_of(record: Path, owner: str | None = None) -> tuple[FixList, ...]:
    with read_record(record) as facts:
        return fix_lists(evaluate([agreement()], facts), owner)


def test_what_is_wrong_is_listed_with_whom_it_is_of(record: Path) -> None:
    leads, accounts = lists_of(record)
    assert [row[0] for row in leads.rows] == ["2"] and leads.wrong == (frozenset({"phone", "country"}),)
    said = leads.rows[0][leads.columns.index("what_is_wrong")]
    assert said.startswith("country: ") and "; phone: " in said
    assert [row[0] for row in accounts.rows] == ["A1"] and accounts.wrong == (frozenset({"industry"}),)
    assert [one.table for one in lists_of(record, "u1")] == []


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_mended_list_comes_back(record: Path, tmp_path: Path, ending: str) -> None:
    written = write_fix_lists(lists_of(record), tmp_path / f"list.{ending}")
    mended = {"country": "Germany", "phone": "+49 30 901821", "industry": "software"}
    for path in written:
        mend(path, mended)
    import_files(record, *written)
    assert lists_of(record) == ()
    with read_record(record) as facts:
        changes = facts.connection.execute(
            "SELECT lead_id, field, old_value, new_value FROM record.lead_changes ORDER BY ALL"
        ).fetchall()
        assert changes == [("2", "country", "Germny", "Germany"), ("2", "phone", "12", "+49 30 901821")]
        assert facts.extras("leads") == () and facts.rows("leads") == 3


def mend(path: Path, mended: dict[str, str]) -> None:
    """Put right every value of a field that has one in `mended`, as a person would who keeps the file's form."""
    if path.suffix == ".csv":
        rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
        sheets = {"": rows}
    else:
        book = CalamineWorkbook.from_path(str(path))
        sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    for rows in sheets.values():
        for row in rows[1:]:
            for place, name in enumerate(rows[0]):
                row[place] = mended.get(name, row[place])
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(sheets[""])
        return
    with xlsxwriter.Workbook(path) as out:
        for name, rows in sheets.items():
            sheet = out.add_worksheet(name)
            for line, row in enumerate(rows):
                for place, value in enumerate(row):
                    sheet.write_string(line, place, str(value))


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+49 30", "-1", "@sum", "\tx"])
def test_nothing_becomes_a_formula(text: str) -> None:
    assert neutral(text) == f"'{text}"
    assert neutral(f"a{text}") == f"a{text}"


def test_a_company_that_looks_like_a_formula_comes_back_as_it_was(record: Path, tmp_path: Path) -> None:
    text = AGREEMENT.replace("{field: phone, valid: phone}", "{field: company, one_of: [Acme, Globex]}")
    with read_record(record) as facts:
        written = write_fix_lists(
            fix_lists(evaluate([read_agreement(text)], facts), "u1"), tmp_path / "list.csv"
        )
    assert "\"'=cmd|' /C calc'!A0\"" in written[0].read_text("utf-8-sig") or "'=cmd" in written[0].read_text(
        "utf-8-sig"
    )
    import_files(record, *written)
    with read_record(record) as facts:
        rows = facts.connection.execute("SELECT company FROM record.leads WHERE lead_id = '1'").fetchall()
        assert rows == [("=cmd|' /C calc'!A0",)]
        assert not facts.connection.execute("SELECT * FROM record.lead_changes").fetchall()


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HandfastError, match=r"let its name end in \.xlsx or \.csv"):
        write_fix_lists((), tmp_path / "list.pdf")
