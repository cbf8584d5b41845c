"""Every row of every object of these systems becomes something, or is listed as not used: whatever its fields say, and whichever are empty."""

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from handfast.importing.systems.catalogue import Field, FieldType, system
from tests.importing.systems.as_csv import as_csv

SYSTEMS = ("marketo", "mautic", "pardot", "pipedrive", "zoho", "dynamics")
ROWS = 60
GUIDS = tuple(f"{number:08x}-0000-4000-8000-000000000000" for number in (1, 2, 3))
WORDS = (
    "", "", "x", "call", "Meeting", "email", "0", "1", "2", "3", "Open", "Completed", "Canceled", "won", "lost", "deleted", "Scheduled",
    "Inbound", "Ada Brook", "Engagement", "Checked In", "2026-03-02", "[2, 3]", '{"value": 2}', '{"changedAttributes": [{"logicalName": "ownerid"}]}',
)  # fmt: skip
VALUES = {
    FieldType.ID: ("", "", "1", "2", "3", "6", "13", "22", "32", "37", "104", "113", *GUIDS),
    FieldType.INSTANT: ("", "2026-03-02 12:00:00", "2027-01-01 00:00:00"),
    FieldType.DATE: ("", "2026-03-02"),
    FieldType.BOOLEAN: ("", "false", "false", "true"),
    FieldType.MONEY: ("", "12.50"),
    FieldType.NUMBER: ("", "12"),
    FieldType.WHOLE: ("", "2"),
}


def some(fields: list[Field], random: Random) -> list[dict[str, object]]:
    """Rows with whatever the fields may hold, most of them odd; the second column of each keeps them apart."""
    return [
        {
            **{field.name: random.choice(VALUES.get(field.type, WORDS)) for field in fields},
            "an odd one out": row,
        }
        for row in range(ROWS)
    ]


@pytest.mark.parametrize("name", SYSTEMS)
def test_each_row_has_a_place(name: str, journeys: Callable[..., Any]) -> None:
    random = Random(name)
    things = [thing for thing in system(name).objects if not thing.unused]
    found = journeys(
        name, **{thing.name: as_csv(some(list(thing.fields.values()), random)) for thing in things}
    )
    placed = {(row["__file"], row["__line"]) for table in found.tables() for row in found.rows(table)}
    vanished = Counter(
        thing.name
        for thing in things
        for line in range(2, ROWS + 2)
        if (f"{thing.name}.csv", line) not in placed
    )
    assert not vanished
