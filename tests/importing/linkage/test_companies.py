"""Company names as they are compared."""

import duckdb
import pytest

from handfast.importing.linkage.companies import company_key


def key(name: str) -> str | None:
    with duckdb.connect() as connection:
        found: str | None = connection.execute(
            f"SELECT {company_key('name')} FROM (SELECT ?::VARCHAR AS name)", [name]
        ).fetchall()[0][0]
        return found


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Acme", "ACME Inc.", "Acme, Inc", "acme incorporated", "The Acme Co., Ltd.", "Acme S.A.", "Acme S. A.", "Acme GmbH"], "acme"),
        (["Müller & Söhne GmbH & Co. KG", "Muller und Sohne", "MÜLLER SÖHNE AG"], "muller sohne"),
        (["Café Nøir A/S", "cafe noir"], "cafe noir"),
        (["O'Neill Ltd", "O’Neill Limited", "ONeill"], "oneill"),
        (["Łódź Sp. z o.o.", "Lodz sp zoo"], "lodz"),
        (["Grupo Sol S.A. de C.V.", "Grupo Sol"], "grupo sol"),
        (["3M Company", "3M"], "3m"),
        (["株式会社日立製作所"], "株式会社日立製作所"),
    ],
)  # fmt: skip
def test_names_of_one_company_are_equal(names: list[str], expected: str) -> None:
    assert {name: key(name) for name in names} == dict.fromkeys(names, expected)


@pytest.mark.parametrize(
    ("name", "expected"), [("Limited", "limited"), ("Co", "co"), ("& .", None), ("", None)]
)
def test_something_is_left_where_there_is_anything(name: str, expected: str | None) -> None:
    assert key(name) == expected


def test_a_form_in_the_middle_is_part_of_the_name() -> None:
    assert key("Co Operative Bank plc") == "co operative bank"
    assert key("Sa Sa International Holdings Ltd") == "sa sa international holdings"
