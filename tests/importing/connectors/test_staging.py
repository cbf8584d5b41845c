"""What was kept is kept: through crashes between any two steps, and with or without dlt's own state."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from handfast.importing.connectors import staging as module
from handfast.importing.connectors.contract import Part
from handfast.importing.connectors.staging import ROWS, STATE, Staging
from handfast.importing.connectors.tables import write_tables
from tests.importing.connectors.pulled import rows


def part(stage: str, *ids: int, **cursor: Any) -> Part:
    return Part({"leads": [{"id": str(number), "stage": stage, "phone": None} for number in ids]}, cursor)


def tables(folder: Path, opened: Staging) -> list[Any]:
    write_tables(folder, opened.columns(), {"leads": ("id",)})
    return rows(folder / "tables", "leads", "id", "stage")


def test_the_latest_of_a_key_counts_and_empty_columns_stay(tmp_path: Path) -> None:
    opened = Staging("x", tmp_path, "here")
    opened.take("leads", part("new", 1, 2, at=1))
    opened.take("leads", part("mql", 2, at=2))
    opened.keep()
    again = Staging("x", tmp_path, "here")
    assert again.cursor("leads") == {"at": 2}
    again.take("leads", part("won", 1, at=3))
    again.keep()
    assert tables(tmp_path, again) == [("1", "won"), ("2", "mql")]
    assert rows(tmp_path / "tables", "leads", "phone") == [None, None]


def test_names_and_values_stay_as_they_came(tmp_path: Path) -> None:
    values = {
        "Id": "007",
        "CreatedDate": "2026-03-01T09:00:00.123Z",
        "Größe__c": "1e5",
        "a__b": "true",
        "q'\"/~": "x\n;",
        "Näme": "é",
    }
    opened = Staging("x", tmp_path, "here")
    opened.take("Lead", Part({"Lead": [values, {**values, "Id": "8", "Später": "1", "id": "z"}]}, {}))
    opened.keep()
    write_tables(tmp_path, opened.columns(), {"Lead": ("Id",)})
    found = parquet.read_table(tmp_path / "tables" / "Lead.parquet").to_pylist()
    assert found == [
        {**values, "Später": None, "id_2": None},
        {**values, "Id": "8", "Später": "1", "id_2": "z"},
    ]


def test_a_cursor_moves_without_rows(tmp_path: Path) -> None:
    opened = Staging("x", tmp_path, "here")
    opened.take("leads", Part({}, {"at": 1}))
    opened.keep()
    assert Staging("x", tmp_path, "here").cursor("leads") == {"at": 1}


def test_without_dlt_s_folder_the_state_is_read_from_what_was_written(tmp_path: Path) -> None:
    opened = Staging("x", tmp_path, "here")
    opened.take("leads", part("new", 1, 2, at=1))
    opened.keep()
    shutil.rmtree(tmp_path / STATE)
    again = Staging("x", tmp_path, "here")
    assert again.cursor("leads") == {"at": 1}
    assert tables(tmp_path, again) == [("1", "new"), ("2", "new")]


@pytest.mark.parametrize("step", ["normalize", "load"])
def test_a_crash_between_two_steps_loses_nothing_and_doubles_nothing(
    tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Staging("x", tmp_path, "here")
    opened.take("leads", part("new", 1, 2, at=1))

    def crash(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(type(opened._pipeline), step, crash)
        with pytest.raises(KeyboardInterrupt):
            opened.keep()
    again = Staging("x", tmp_path, "here")
    found = (again.cursor("leads"), sorted(path.name for path in (tmp_path / ROWS).glob("leads/*")))
    assert found[0] == {"at": 1} and len(found[1]) == 1
    assert tables(tmp_path, again) == [("1", "new"), ("2", "new")]


@pytest.fixture
def small_slices(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(module, "SLICE", 3)
    return


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.integers(1, 5), max_size=4), max_size=6), st.integers(0, 5))
def test_any_parts_in_any_slices_give_the_latest_of_each(
    small_slices: None, tmp_path_factory: pytest.TempPathFactory, parts: list[list[int]], reopened: int
) -> None:
    folder = tmp_path_factory.mktemp("pulled")
    opened = Staging("x", folder, "here")
    latest: dict[str, str] = {}
    for place, ids in enumerate(parts):
        if place == reopened:
            opened.keep()
            opened = Staging("x", folder, "here")
        opened.take("leads", part(f"s{place}", *ids, at=place))
        latest |= {str(number): f"s{place}" for number in ids}
    opened.keep()
    if latest:
        assert tables(folder, opened) == sorted(latest.items())
