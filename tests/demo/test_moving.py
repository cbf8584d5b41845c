"""A company that is moved is the same company later: the same rows, weekdays and hours on the wall."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from handfast.agreement.text import load_agreement
from handfast.demo import make_company
from handfast.demo.moving import move_company, weeks_until

WEEKS = 20
NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    there, moved = tmp_path_factory.mktemp("there"), tmp_path_factory.mktemp("moved")
    for folder in (there, moved):
        make_company(folder, leads=60, seed=2)
    move_company(moved / "record", moved / "agreement.yaml", WEEKS)
    return there, moved


def read(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / "record" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("table", "column"),
    [("leads", "created_at"), ("activities", "occurred_at"), ("lead_changes", "changed_at")],
)
def test_instants_stay_on_the_wall(folders: tuple[Path, Path], table: str, column: str) -> None:
    before, after = (read(folder, table) for folder in folders)
    assert len(before) == len(after)
    for old, new in zip(before, after, strict=True):
        was, now = (datetime.fromisoformat(row[column]).astimezone(NEW_YORK) for row in (old, new))
        assert now.replace(tzinfo=None) - was.replace(tzinfo=None) == timedelta(weeks=WEEKS)
        changed = {name for name in old if old[name] != new[name]}
        assert all("T" in old[name] or old[name].count("-") == 2 for name in changed)


def test_days_and_the_agreement_move_too(folders: tuple[Path, Path]) -> None:
    before, after = (read(folder, "spend")[0]["spent_on"] for folder in folders)
    assert datetime.fromisoformat(after) - datetime.fromisoformat(before) == timedelta(weeks=WEEKS)
    old, new = (load_agreement(folder / "agreement.yaml").effective_from for folder in folders)
    assert old is not None
    assert new is not None
    assert new - old == timedelta(weeks=WEEKS)


def test_it_lives_until_shortly_before_now() -> None:
    assert weeks_until(datetime(2026, 6, 1, tzinfo=UTC)) == 0
    assert weeks_until(datetime(2026, 7, 8, 7, 59, tzinfo=UTC)) == 0
    assert weeks_until(datetime(2026, 7, 8, 8, 0, tzinfo=UTC)) == 1
    assert weeks_until(datetime(2026, 11, 22, tzinfo=UTC)) == 20
