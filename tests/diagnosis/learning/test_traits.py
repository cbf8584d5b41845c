"""A draft's conditions evaluate to the very bins that they came from."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

from handfast.agreement.conditions import Name, Operand, parse_condition
from handfast.diagnosis.learning.fields import _field
from handfast.diagnosis.learning.traits import cuts_of, fit_traits, number_words
from handfast.record import record_from_tables

ODD = st.sampled_from(["a", "b", "it's", 'q"', "x%y", "Ünï", " b", "null", "1"])
NUMBERS = st.one_of(st.integers(-50, 5000).map(str), st.floats(-1e4, 1e4).map(lambda x: f"{x:.3f}"))


@settings(max_examples=25)
@given(
    st.lists(st.one_of(st.none(), ODD), min_size=20, max_size=60),
    st.lists(st.one_of(st.none(), NUMBERS), min_size=20, max_size=60),
)
def test_conditions_part_the_rows_as_the_bins_do(texts: list[str | None], numbers: list[str | None]) -> None:
    many = min(len(texts), len(numbers))
    columns = {"mood": texts[:many], "Big size": numbers[:many]}
    fields = [
        field
        for name, values in columns.items()
        if (field := _field(Name(None, name), "lead", name, "text", list(values), False))
    ]
    traits = fit_traits(fields)
    with record_from_tables({}) as record:
        con = record.connection
        con.execute('CREATE TABLE rows (n INTEGER, mood VARCHAR, "Big size" VARCHAR)')
        con.executemany(
            "INSERT INTO rows VALUES (?, ?, ?)",
            [[n, columns["mood"][n], columns["Big size"][n]] for n in range(many)],
        )
        for trait in traits:
            field = next(field for field in fields if field.words == trait.field)
            condition = parse_condition(trait.condition)
            tree = condition.compile(lambda name: Operand(exp.column(name.name, quoted=True), "text"))
            got = [
                row[0] for row in con.execute(f"SELECT {tree.sql('duckdb')} FROM rows ORDER BY n").fetchall()
            ]
            assert got == _bin(trait.condition, field), trait


def _bin(condition: str, field: object) -> list[bool]:
    texts, words = field.texts, field.words  # type: ignore[attr-defined]
    rest = condition.removeprefix(words).strip()
    if rest == "is null":
        return [text is None for text in texts]
    if rest.startswith(">="):
        return [bool(value >= float(rest[2:])) for value in field.numbers]  # type: ignore[attr-defined]
    named = [part.replace("''", "'") for part in rest.split("'", 1)[1].rsplit("'", 1)[0].split("', '")]
    if rest.startswith("not in"):
        return [text is not None and text not in named for text in texts]
    return [text == named[0] for text in texts]


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=80))
def test_cuts_leave_a_twentieth_on_either_side(values: list[float]) -> None:
    numbers = np.array(values)
    for cut in cuts_of(numbers):
        assert 0.05 * len(values) <= (numbers >= cut).sum() < len(values)


@given(st.floats(-1e9, 1e9))
def test_numbers_are_written_without_exponents(value: float) -> None:
    rounded = float(f"{value:.3g}")
    assert float(number_words(rounded)) == rounded
    assert "e" not in number_words(rounded)
