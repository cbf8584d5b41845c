"""Many small worlds judged together by the engine and by the reference, and the smallest world on which the two differ.

The engine takes about as long for hundreds of leads as for one, so that worlds with ids of their own share one record. When the two differ,
rows are taken away one by one, all ways at once, as worlds of one more record, until nothing can go.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO

from ruamel.yaml import YAML

from handfast.agreement.model import Agreement
from handfast.agreement.text import read_agreement
from handfast.engine import evaluate
from handfast.record import record_from_tables
from tests.reference.evaluate import TABLES, reference_evaluate
from tests.strategies import Row, Setting, World

CLOSE = 1.5e-6
NEVER_COMPARED = {"clocks": {"why"}, "lead_identities": {"reason"}}
KEYS = {
    "lead_identities": ("lead_id",),
    "cycles": ("lead_id", "cycle"),
    "fit_points": ("agreement_hash", "lead_id", "clause", "from_at"),
    "points": ("agreement_hash", "lead_id", "cycle", "clause", "activity_id"),
    "qualifications": ("lead_id", "cycle"),
    "scores": ("lead_id", "cycle", "moment", "part", "clause"),
    "standings": ("lead_id",),
    "decisions": ("lead_id", "decided_at", "decision", "handoff_id"),
    "handoffs": ("handoff_id",),
    "opportunities": ("opportunity_id",),
    "stage_spans": ("lead_id", "span"),
    "clocks": ("agreement_hash", "commitment_id", "lead_id", "started_at", "handoff_id", "meeting_id"),
    "definition_drift": ("lead_id", "cycle"),
}
Difference = tuple[str, tuple, Row | None, Row | None]


def agreements_of(setting: Setting) -> list[Agreement]:
    """The versions of the agreement, read as from their files."""
    return [read_agreement(document_text(document), "drawn.yaml") for document in setting.documents]


def document_text(document: Row) -> str:
    """An agreement's document as YAML."""
    out = StringIO()
    yaml = YAML(typ="safe")
    yaml.representer.ignore_aliases = lambda _: True
    yaml.dump(document, out)
    return out.getvalue()


def record_of(setting: Setting, worlds: Iterable[World]) -> dict[str, list[Row]]:
    """The worlds in one record, each with ids of its own, as the setting has it."""
    tables: dict[str, list[Row]] = {name: list(rows) for name, rows in setting.shared.items()}
    for n, world in enumerate([_witness(setting), *worlds]):
        for name, rows in world.items():
            tables.setdefault(name, []).extend(_named(row, f"w{n}-") for row in rows)
    left_out = set() if setting.decisions else {"decision"}
    left_out |= set() if setting.history else {"stage"}
    tables["lead_changes"] = [row for row in tables.get("lead_changes", []) if row["field"] not in left_out]
    for name, column in setting.dropped:
        if column is None:
            tables.pop(name, None)
        else:
            tables[name] = [
                {key: value for key, value in row.items() if key != column} for row in tables.get(name, [])
            ]
    return {name: rows for name, rows in tables.items() if rows}


def _witness(setting: Setting) -> World:
    """A lead with every column, a decision and a stage move, so that what a record has doesn't hang on which worlds are in it."""
    first = min(setting.instants)
    change = {"lead_id": "§w", "changed_at": first, "old_value": None}
    columns = [
        "email",
        "title",
        "country",
        "phone",
        "origin",
        "source",
        "campaign_id",
        "account_id",
        "owner_id",
        "stage",
        "plan",
        "seats",
    ]
    return {
        "leads": [{"lead_id": "§w", "created_at": first, **dict.fromkeys(columns)}],
        "lead_changes": [
            change | {"field": "decision", "new_value": "accepted"},
            change | {"field": "stage", "new_value": "inquiry"},
        ],
    }


def _named(row: Row, prefix: str) -> Row:
    return {
        name: value.replace("§", prefix) if isinstance(value, str) else value for name, value in row.items()
    }


def engine_rows(setting: Setting, tables: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """What the engine finds, asked for every lead by name, so that `points` are told and figures over all leads are not."""
    everyone = [row["lead_id"] for row in tables.get("leads", [])]
    with record_from_tables(tables, threads=1) as record:
        findings = evaluate(agreements_of(setting), record, as_of=setting.as_of, leads=everyone)
        return {name: [_plain(row) for row in findings.table(name).to_pylist()] for name in TABLES}


def reference_rows(setting: Setting, tables: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """What the reference finds; like the engine asked for leads, without the opportunities of no lead."""
    found = reference_evaluate(agreements_of(setting), tables, setting.as_of)
    everyone = {row["lead_id"] for row in tables.get("leads", [])}
    found["opportunities"] = [row for row in found["opportunities"] if row["lead_id"] in everyone]
    return {name: [_plain(row) for row in rows] for name, rows in found.items()}


def _plain(row: Row) -> Row:
    """Instants aware, in UTC; numbers of one kind."""
    return {name: _plain_value(value) for name, value in row.items()}


def _plain_value(value: object) -> object:
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return float(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value


def differences(
    found: dict[str, list[Row]], expected: dict[str, list[Row]], names: Iterable[str] = TABLES
) -> list[Difference]:
    """The rows of which the two tell different things: table, key, what the engine found, what the reference says."""
    return [difference for name in names for difference in _differences(name, found[name], expected[name])]


def _differences(name: str, found: list[Row], expected: list[Row]) -> Iterator[Difference]:
    ours, theirs = _by_key(name, found), _by_key(name, expected)
    for key in sorted(ours.keys() | theirs.keys(), key=repr):
        left, right = ours.get(key, []), theirs.get(key, [])
        if len(left) != 1 or len(right) != 1:
            if not (
                len(left) == len(right) and all(_same(name, *pair) for pair in zip(left, right, strict=True))
            ):
                yield name, key, left[0] if left else None, right[0] if right else None
        elif not _same(name, left[0], right[0]):
            yield name, key, left[0], right[0]


def _by_key(name: str, rows: list[Row]) -> dict[tuple, list[Row]]:
    by_key: dict[tuple, list[Row]] = {}
    for row in rows:
        by_key.setdefault(tuple(row.get(column) for column in KEYS[name]), []).append(row)
    return by_key


def _same(name: str, found: Row, expected: Row) -> bool:
    return not _unequal(name, found, expected)


def _unequal(name: str, found: Row, expected: Row) -> list[str]:
    skipped = NEVER_COMPARED.get(name, set())
    return [
        column
        for column in expected
        if column not in skipped and not _equal(found.get(column, "no such column"), expected[column])
    ]


def _equal(found: object, expected: object) -> bool:
    if isinstance(found, float) and isinstance(expected, float):
        return abs(found - expected) < CLOSE
    return found == expected


def compare(setting: Setting, worlds: list[World]) -> str:
    """What the engine and the reference differ in, told on the smallest world that shows it; empty when they agree."""
    found = _judge(setting, worlds)
    if not found:
        return ""
    alone = sorted(
        {_world_of(difference) for difference in found} - {None, 0}, key=lambda n: _size(worlds[n - 1])
    )
    for n in alone[:3]:
        if _judge(setting, [worlds[n - 1]]):
            return _told(*_smaller_agreement(setting, _smallest(setting, worlds[n - 1])))
    return f"{len(found)} rows differ, and no world shows it alone:\n" + "\n".join(map(_said, found[:5]))


def _judge(setting: Setting, worlds: list[World]) -> list[Difference]:
    tables = record_of(setting, worlds)
    return differences(engine_rows(setting, tables), reference_rows(setting, tables))


def _size(world: World) -> int:
    return sum(map(len, world.values()))


def _world_of(difference: Difference) -> int | None:
    """The world that a row belongs to, by its lead's or opportunity's id."""
    _, _, found, expected = difference
    row = expected or found or {}
    name = str(row.get("lead_id") or row.get("opportunity_id"))
    return int(name[1:].split("-", maxsplit=1)[0]) if name.startswith("w") and "-" in name else None


def _smallest(setting: Setting, world: World) -> World:
    """A world that still shows a difference, and from which no row or value can go."""
    while True:
        smaller = list(_smaller(world))
        found = _judge(setting, smaller)
        failing = sorted({_world_of(difference) for difference in found} - {None, 0})
        if not failing:
            return world
        world = smaller[failing[0] - 1]


def _smaller(world: World) -> Iterator[World]:
    """The world without one of its rows, then without one of its values."""
    for name, rows in world.items():
        for n in range(len(rows)):
            if not (name == "leads" and len(rows) == 1):
                yield {**world, name: rows[:n] + rows[n + 1 :]}
    required = {
        "lead_id",
        "created_at",
        "activity_id",
        "occurred_at",
        "kind",
        "field",
        "changed_at",
        "account_id",
        "meeting_id",
        "booked_at",
    }
    required |= {"starts_at", "opportunity_id", "entered_at", "program_id"}
    for name, rows in world.items():
        for n, row in enumerate(rows):
            for column, value in row.items():
                optional = column not in required or (
                    name in ("leads", "activities", "opportunities") and column == "account_id"
                )
                if value is not None and optional:
                    yield {**world, name: [*rows[:n], {**row, column: None}, *rows[n + 1 :]]}


def _smaller_agreement(setting: Setting, world: World) -> tuple[Setting, World]:
    """The setting without the clauses that the difference doesn't need."""
    shrunk = True
    while shrunk:
        shrunk = False
        for candidate in _fewer_clauses(setting):
            try:
                if _judge(candidate, [world]):
                    setting, shrunk = candidate, True
                    break
            except Exception:
                continue
    return setting, world


def _fewer_clauses(setting: Setting) -> Iterator[Setting]:
    if len(setting.documents) > 1:
        for document in setting.documents:
            yield replace(setting, documents=(document,))
    if setting.dropped:
        yield replace(setting, dropped=())
    for n, document in enumerate(setting.documents):
        for smaller in _without_a_clause(document):
            yield replace(setting, documents=(*setting.documents[:n], smaller, *setting.documents[n + 1 :]))


def _without_a_clause(document: Row) -> Iterator[Row]:
    for name in ("commitments", "handoffs"):
        for n in range(len(document.get(name, []))):
            yield {**document, name: [*document[name][:n], *document[name][n + 1 :]]}
    for name in ("sourced", "touch"):
        if name in document:
            yield {key: value for key, value in document.items() if key != name}
    definition = document["qualified_lead"]
    for name in ("fit", "engagement", "always_when", "never_when", "minimum_information"):
        for n in range(len(definition.get(name, []))):
            yield {
                **document,
                "qualified_lead": {**definition, name: [*definition[name][:n], *definition[name][n + 1 :]]},
            }
    if "explore" in definition:
        yield {
            **document,
            "qualified_lead": {key: value for key, value in definition.items() if key != "explore"},
        }


def _told(setting: Setting, world: World) -> str:
    """The difference for a reader: the agreement, the rows, what each of the two says."""
    lines = ["The engine and the reference differ.", ""]
    for document in setting.documents:
        shown = {
            name: value
            for name, value in document.items()
            if name not in ("handfast", "name", "currency", "teams")
        }
        lines += [document_text(shown), "---"]
    lines.append(
        f"as_of: {setting.as_of}   dropped: {setting.dropped}   decisions: {setting.decisions}   history: {setting.history}"
    )
    lines.append(f"absences: {setting.shared.get('absences')}")
    for name, rows in world.items():
        for row in rows:
            told = ", ".join(
                f"{column}={_short(value)}" for column, value in row.items() if value is not None
            )
            lines.append(f"{name}: {told}")
    lines += ["", *map(_said, _judge(setting, [world]))]
    return "\n".join(lines)


def _short(value: object) -> str:
    return value.strftime("%a %Y-%m-%dT%H:%M:%SZ") if isinstance(value, datetime) else str(value)


def _said(difference: Difference) -> str:
    name, key, found, expected = difference
    head = f"{name} {tuple(_short(part) for part in key)}"
    if found is None or expected is None:
        row = {
            column: _short(value) for column, value in (found or expected or {}).items() if value is not None
        }
        return f"{head}: only the {'reference' if found is None else 'engine'} has it: {row}"
    pairs = (
        f"{column}: engine {_short(found.get(column))}, reference {_short(expected[column])}"
        for column in _unequal(name, found, expected)
    )
    return f"{head}: " + "; ".join(pairs)
