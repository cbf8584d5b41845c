"""The format as JSON Schema, so that an editor completes keys and marks slips while somebody writes."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from handfast.agreement.model import Agreement

DIALECT = GenerateJsonSchema.schema_dialect
TITLE = "Handfast agreement"


def agreement_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of an agreement file; each key is described in the field's words.

    It holds what a single clause must look like. What one clause says of another (a stage that is named and not
    there) is found by `read_agreement` alone.
    """
    schema = Agreement.model_json_schema(by_alias=True)
    schema.pop("title", None)
    return {"$schema": DIALECT, "title": TITLE, **_without_titles(schema)}


def _without_titles(node: Any) -> Any:
    """The schema without the names that the program gives to its fields; `title` stays a key where it is a property."""
    if isinstance(node, list):
        return [_without_titles(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _properties(value) if key in ("properties", "$defs") else _without_titles(value)
        for key, value in node.items()
        if key != "title"
    }


def _properties(named: dict[str, Any]) -> dict[str, Any]:
    return {name: _without_titles(value) for name, value in named.items()}
