"""The rules of re-import in plain Python: slow, one row at a time, on dicts.

A record here is `{table: Rows}`; a row is a dict of its values, with `__modified_at`, `__told_at`, `__told_in`. `told` is what an import
tells: for each table its columns and its rows, with `__file`, `__line` and perhaps `modified_at`.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from handfast.importing.store.told import DATED
from handfast.record.columns import Repeats, Type
from handfast.record.tables import BY_NAME

CHANGES = {"leads": "lead_changes", "accounts": "account_changes", "opportunities": "opportunity_changes"}
ALIKE = ("lead_id", "occurred_at", "kind", "url", "outcome")


@dataclass
class Rows:
    columns: list
    rows: list


@dataclass
class Record:
    tables: dict = field(default_factory=dict)
    digests: dict = field(default_factory=dict)
    read: frozenset = frozenset()
    imports: int = 0


def as_text(value):
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case datetime():
            return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        case _:
            return str(value)


def in_order(table, columns):
    place = {column.name: i for i, column in enumerate(BY_NAME[table].columns)}
    return sorted(set(columns), key=lambda c: (place.get(c, len(place)), c.lower(), c))


def text(row, columns):
    return "\x1f".join(as_text(row[c]) for c in columns)


def run(record, told, sources, imported_at):
    """A new record, and what was set aside: (file, line, column, kept)."""
    number = record.imports + 1
    aside = []
    firsts = {}
    for label, digest, as_of, *reading in sources:
        at, first = record.digests.get(digest, (min(as_of or imported_at, imported_at), number))
        firsts[label] = (at, first, digest in record.digests, (digest, *reading) in record.read)
    digests = {source[1]: firsts[source[0]][:2] for source in sources} | record.digests
    read = record.read | {(digest, *reading) for _, digest, _, *reading in sources}
    given = {}
    for name, (columns, rows) in told.items():
        given[name] = sound(
            name, columns, rows, firsts, (imported_at, number, False, False), imported_at, aside
        )
        if name == "activities":
            make_ids(given[name], record.tables.get(name))
        if BY_NAME[name].repeats is not Repeats.NONE:
            given[name] = once(name, given[name], identity(name, given[name].columns), aside)
    after = dict(record.tables)
    compared = defaultdict(list)
    for name, changes in CHANGES.items():
        if name in given:
            known = [*rows_of(record.tables, changes), *rows_of(given, changes)]
            after[name] = merge(name, given[name], record.tables.get(name), known)
            if name in record.tables:
                compared[changes] += compare(
                    name,
                    record.tables[name],
                    after[name],
                    given[name],
                    known,
                    rows_of(given, changes),
                    imported_at,
                    number,
                )
    for changes, rows in compared.items():
        if rows:
            there = given.get(changes, Rows([], []))
            thing = BY_NAME[changes].key[0]
            new = {thing, "field", "changed_at", "old_value", "new_value"} | (
                {"recorded_at"} if changes == "lead_changes" else set()
            )
            columns = in_order(changes, {*there.columns, *new})
            every = [
                {c: row.get(c) for c in columns} | {k: v for k, v in row.items() if k.startswith("__")}
                for row in [*there.rows, *rows]
            ]
            given[changes] = Rows(columns, every)
    for name, rows in given.items():
        if name not in CHANGES:
            after[name] = merge(name, rows, record.tables.get(name), None)
    after.setdefault("leads", Rows(["lead_id", "created_at"], []))
    quiet = after == record.tables and all(first[3] for first in firsts.values())
    return Record(after, digests, read, record.imports if quiet else number), aside


def rows_of(tables, name):
    return tables[name].rows if name in tables else []


def sound(name, columns, rows, firsts, now, imported_at, aside):
    table = BY_NAME[name]
    needed = [c.name for c in table.columns if c.required]
    columns = in_order(name, [*columns, *needed])
    kinds = {c.name: c for c in table.columns}

    def late(column, value):
        if value is None or column not in DATED.get(name, ()):
            return False
        if kinds[column].type is Type.DATE:
            return value > (imported_at + timedelta(days=1)).date()
        return value > imported_at

    kept = []
    for row in rows:
        values = {c: row.get(c) for c in columns}
        place = (row["__file"], row["__line"])
        missing = [c for c in columns if c in needed and values[c] is None and c != "activity_id"]
        after = [c for c in columns if c in needed and late(c, values[c])]
        if missing or after:
            aside.append((*place, (missing or after)[0], False))
            continue
        for c in columns:
            if late(c, values[c]):
                aside.append((*place, c, True))
                values[c] = None
        modified = row.get("modified_at")
        at, number, again, silent = firsts.get(row["__file"], now)
        kept.append(
            values
            | {
                "__file": place[0],
                "__line": place[1],
                "__again": again,
                "__silent": silent,
                "__told_at": at,
                "__told_in": number,
            }
            | {"__modified_at": modified if modified is not None and modified <= imported_at else None}
        )
    return Rows(columns, kept)


def identity(name, columns):
    table = BY_NAME[name]
    if table.repeats is Repeats.CHANGE:
        return [c for c in (table.key[0], "field", "changed_at", "old_value", "new_value") if c in columns]
    return list(table.key)


def make_ids(given, kept):
    groups = defaultdict(list)
    for row in given.rows:
        if row["activity_id"] is None:
            base = "\x1f".join(as_text(row.get(c)) for c in ALIKE)
            groups["~" + hashlib.md5(base.encode()).hexdigest()[:24]].append(row)
    for base, rows in groups.items():
        common = [c for c in given.columns if c != "activity_id" and (kept is None or c in kept.columns)]
        free_there = {}
        for other in kept.rows if kept else []:
            if other["activity_id"].split("-")[0] == base:
                number = int([*other["activity_id"].split("-"), "1"][1])
                free_there[number] = text(other, common)
        different = sorted({text(row, given.columns): text(row, common) for row in rows}.items())
        numbers = {}
        for whole, shared in different:
            same = [n for n in sorted(free_there) if free_there[n] == shared and n not in numbers.values()]
            if same:
                numbers[whole] = same[0]
        for whole, _ in different:
            if whole not in numbers:
                numbers[whole] = next(n for n in range(1, 1000) if n not in numbers.values())
        for row, whole in [(row, text(row, given.columns)) for row in rows]:
            row["activity_id"] = base + (f"-{numbers[whole]}" if numbers[whole] > 1 else "")


def speaks_first(row, columns):
    """A key by which the row that speaks first is the greatest."""
    modified = row["__modified_at"]
    filled = sum(row[c] is not None for c in columns)
    return (
        modified is not None,
        modified or datetime.min,
        filled,
        text(row, columns),
        row["__told_at"],
        row["__told_in"],
    )


def once(name, given, key, aside):
    groups = defaultdict(list)
    for row in given.rows:
        groups[tuple(row[c] for c in key)].append(row)
    one = []
    for several in groups.values():
        placed = sorted(several, key=lambda row: (row["__file"], row["__line"]))
        rows = sorted(placed, key=lambda row: speaks_first(row, given.columns), reverse=True)
        chosen = dict(rows[0])
        for c in given.columns:
            there = [row[c] for row in rows if row[c] is not None]
            if there:
                chosen[c] = min(there) if c == "created_at" else there[0]
        chosen |= {flag: all(row[flag] for row in rows) for flag in ("__again", "__silent")}
        said = {}
        for row in placed:
            said.setdefault(text(row, given.columns), row)
        for row in said.values():
            for c in given.columns:
                if c not in key and c != "created_at" and row[c] is not None and row[c] != chosen[c]:
                    aside.append((row["__file"], row["__line"], c, True))
        one.append(chosen)
    return Rows(given.columns, one)


def older(new, old):
    if new["__modified_at"] and old["__modified_at"] and new["__modified_at"] != old["__modified_at"]:
        return new["__modified_at"] < old["__modified_at"]
    return (new["__told_at"], new["__told_in"]) < (old["__told_at"], old["__told_in"])


def with_number(rows, common, columns):
    """Rows by what is common, and their number among those alike in it."""
    found, seen = {}, defaultdict(int)
    for row in sorted(rows, key=lambda row: text(row, columns)):
        alike = tuple(row[c] for c in common)
        seen[alike] += 1
        found[(*alike, seen[alike])] = row
    return found


STAMPS = ("__modified_at", "__told_at", "__told_in")


def merge(name, given, kept, changes):
    table = BY_NAME[name]
    known = kept.columns if kept else given.columns
    if table.repeats is Repeats.NONE:
        different = {}
        for row in sorted(given.rows, key=lambda r: (r["__told_at"], r["__told_in"]), reverse=True):
            different.setdefault(text(row, given.columns), row)
        given = Rows(given.columns, list(different.values()))
        common = [c for c in given.columns if c in known]
    else:
        common = [c for c in identity(name, given.columns) if c in known]
    new = with_number(given.rows, common, given.columns)
    old = with_number(kept.rows if kept else [], common, kept.columns if kept else [])
    columns = in_order(name, [*given.columns, *known])
    rows = []
    for key in {**old, **new}:
        rows.append(merged(columns, new.get(key), old.get(key), given, kept, changes, table.key[0]))
    return Rows(columns, sorted(rows, key=lambda row: text(row, [*columns, *STAMPS])))


def merged(columns, new, old, given, kept, changes, thing):
    if old is None:
        return {c: new.get(c) for c in columns} | {s: new[s] for s in STAMPS}
    row = {c: old.get(c) for c in columns} | {s: old[s] for s in STAMPS}
    if new is None:
        return row
    before = dict(row)
    is_older = older(new, old)
    for c in given.columns:
        if c not in kept.columns:
            row[c] = new[c]
        elif is_older:
            instant = new["__modified_at"] or new["__told_at"]
            later = any(
                o[thing] == new[thing] and o["field"] == c.lower() and o["changed_at"] > instant
                for o in changes or ()
            )
            if old[c] is None and not new["__silent"] and not later:
                row[c] = new[c]
        elif not (new["__silent"] and new[c] is None):
            row[c] = new[c]
    if row != before and not is_older:
        row |= {s: new[s] for s in STAMPS}
    return row


def compare(name, before, after, given, known, history, imported_at, number):
    key = BY_NAME[name].key[0]
    kinds = {c.name: c.type for c in BY_NAME[name].columns}
    was = {row[key]: row for row in before.rows}
    new = {row[key]: row for row in given.rows}
    found = []
    for row in after.rows:
        old, told = was.get(row[key]), new.get(row[key])
        if old is None or told is None or older(told, old) or told["__again"]:
            continue
        for c in given.columns:
            if c == key or c not in before.columns or row[c] == old[c]:
                continue
            own = [o for o in history if o[key] == row[key] and o["field"] == c.lower()]
            last = [o for o in own if o["changed_at"] == max(p["changed_at"] for p in own)]
            if any(says(o.get("new_value"), row[c], kinds.get(c, Type.TEXT)) for o in last):
                continue
            changed = [o["changed_at"] for o in known if o[key] == row[key] and o["field"] == c.lower()]
            modified = told["__modified_at"]
            at = modified if modified and all(modified > one for one in changed) else imported_at
            change = {
                key: row[key], "field": c.lower(), "changed_at": at, "old_value": as_text(old[c]) or None, "new_value": as_text(row[c]) or None,
            }  # fmt: skip
            if any(all(o.get(k) == v for k, v in change.items() if k in o) for o in known):
                continue
            if name == "leads":
                change["recorded_at"] = imported_at
            found.append(
                change
                | {
                    "__modified_at": None,
                    "__told_at": imported_at,
                    "__told_in": number,
                    "__again": False,
                    "__silent": False,
                }
            )
    return found


def says(word, value, kind):
    """Whether a value in a change's words is this one."""
    if word is None or value is None:
        return word is None and value is None
    try:
        match kind:
            case Type.MONEY:
                return Decimal(word).quantize(Decimal("0.01")) == value
            case Type.INSTANT:
                return datetime.fromisoformat(word.replace("Z", "")) == value
            case Type.BOOLEAN:
                return {"true": True, "false": False}[word.lower()] == value
            case _:
                return word.lower() == str(value).lower()
    except (ValueError, ArithmeticError, KeyError):
        return False
