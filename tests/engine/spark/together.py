"""All worked examples as one case: the facts of each under ids of its own, judged by an agreement that has the clauses of all.

An evaluation on Spark costs some seconds however little there is to evaluate; what the two engines make of every example's facts and clauses
is seen in one as well as in forty. What the examples themselves expect is asked of DuckDB, one by one, in test_examples.py.
"""

from pathlib import Path
from typing import Any

from tests.engine.test_examples import BASE, read, setting_and_tables
from tests.strategies import Row, Setting

OWN = ("lead_id", "account_id", "activity_id", "meeting_id", "opportunity_id", "email")


def together(paths: list[Path]) -> tuple[Setting, dict[str, list[Row]]]:
    """One setting and one record of all these examples that have a single version."""
    examples = {path.stem: read(path) for path in paths}
    single = {stem: example for stem, example in examples.items() if "agreements" not in example}
    document: dict[str, Any] = dict(BASE["agreement"])
    record: dict[str, list[Row]] = {}
    for n, (stem, example) in enumerate(single.items()):
        _agree(document, stem, example.get("agreement", {}))
        _, tables = setting_and_tables(example)
        for name, rows in tables.items():
            record.setdefault(name, []).extend(_named(row, f"e{n}-") for row in rows)
    as_of = max(setting_and_tables(example)[0].as_of for example in single.values())
    return Setting((document,), (), as_of, {}, (), True, True), record


def _agree(document: dict[str, Any], stem: str, clauses: dict[str, Any]) -> None:
    """Add an example's clauses: promises under names of their own, rules after those that stand there, the rest in its place."""
    for key, value in clauses.items():
        if key == "commitments":
            there = {each["id"] for each in document.get(key, [])}
            named = [
                {**each, "id": f"{stem}-{each['id']}"} if each["id"] in there else each for each in value
            ]
            document[key] = [*document.get(key, []), *named]
        elif key == "handoffs":
            there = {each["id"] for each in document[key]}
            document[key] = [*document[key], *(each for each in value if each["id"] not in there)]
        elif key == "qualified_lead":
            document[key] = _rules(document[key], value, stem)
        elif key == "calendar":
            document[key] = {**document[key], **value}
        elif isinstance(value, dict):
            document[key] = {**value, **document.get(key, {})}
        else:
            document[key] = value


def _rules(there: dict[str, Any], more: dict[str, Any], stem: str) -> dict[str, Any]:
    """A definition with the rules of both; the threshold that stands there stays."""
    rules = dict(there)
    for key, value in more.items():
        if isinstance(value, list) and key != "minimum_information":
            told = [
                {**each, "as": f"{stem}-{key}-{n}"}
                if isinstance(each, dict) and key != "always_when"
                else each
                for n, each in enumerate(value)
            ]
            rules[key] = [*rules.get(key, []), *(each for each in told if each not in rules.get(key, []))]
        else:
            rules.setdefault(key, value)
    return rules


def _named(row: Row, prefix: str) -> Row:
    """A row whose own ids are the example's alone."""
    named = {
        key: f"{prefix}{str(value).strip()}" if key in OWN and value is not None else value
        for key, value in row.items()
    }
    if row.get("field") in OWN:
        for key in ("old_value", "new_value"):
            named[key] = f"{prefix}{row[key]}" if row.get(key) else row.get(key)
    return named
