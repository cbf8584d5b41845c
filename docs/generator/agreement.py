"""The agreement's format, key by key, from the JSON Schema that editors use."""

import json
import re
from collections.abc import Mapping
from typing import Any

from docs.generator.markdown import code, codes, page, table
from handfast.agreement.schema import agreement_schema

Schema = Mapping[str, Any]

INTRODUCTION = """
Every key that an agreement may have; any other is a fault. A key marked ● must be there. How to write
one: [write an agreement](../how-to/write-an-agreement.md); what may stand in a condition:
[conditions](conditions.md).

The same as JSON Schema, for editors: [agreement.schema.json](agreement.schema.json). Name it in the
first line of your file, and an editor that speaks YAML completes and checks as you type:

```yaml
# yaml-language-server: $schema=agreement.schema.json
```
"""


def schema_text() -> str:
    """The JSON Schema as a file."""
    return json.dumps(agreement_schema(), indent=1, ensure_ascii=False) + "\n"


def page_text() -> str:
    """The whole page."""
    schema = agreement_schema()
    clauses = (_section(name, schema["$defs"][name]) for name in _in_order(schema))
    return page("The agreement's format", INTRODUCTION, "## The document", _keys(schema), *clauses)


def _in_order(schema: Schema) -> list[str]:
    """The clauses' names as the document first mentions them; those within others come last."""
    text = json.dumps([schema["properties"], schema["$defs"]])
    return list(dict.fromkeys(re.findall(r"#/\$defs/(\w+)", text)))


def _section(name: str, clause: Schema) -> str:
    head = f"## {title(name)}"
    return "\n\n".join(filter(None, [head, clause.get("description", "").strip(), _keys(clause)]))


def title(name: str) -> str:
    """A clause's name as people write it: `RejectionReason` is Rejection reason."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", name.removesuffix("Clause")).capitalize()


def _keys(clause: Schema) -> str:
    required = clause.get("required", [])
    rows = (
        (
            code(key),
            "●" if key in required else "",
            kind(value),
            value.get("description", ""),
            _default(value),
        )
        for key, value in clause.get("properties", {}).items()
    )
    return table(("Key", "", "Value", "Means", "Default"), rows)


def kind(value: Schema) -> str:
    """What may stand there, in words, with links to clauses."""
    if reference := value.get("$ref"):
        name = title(reference.rpartition("/")[2])
        return f"[{name.lower()}](#{name.lower().replace(' ', '-')})"
    for several in ("anyOf", "oneOf"):
        if several in value:
            kinds = (kind(one) for one in value[several] if one.get("type") != "null")
            return " or ".join(dict.fromkeys(kinds))
    if "const" in value:
        return code(str(value["const"]))
    if "enum" in value:
        return codes(map(str, value["enum"]))
    if value.get("type") == "array":
        return f"list of {kind(value.get('items', {}))}"
    if value.get("type") == "object":
        return f"mapping of names to {kind(value.get('additionalProperties', {}))}"
    return _plain(value)


def _plain(value: Schema) -> str:
    """A value without parts: its type, and how it looks."""
    types = value.get("type", "text")
    words = {"string": "text", "integer": "whole number", "boolean": "true or false"}
    if value.get("format") == "date":
        return "day"
    named = " or ".join(words.get(one, one) for one in ([types] if isinstance(types, str) else types))
    examples = value.get("examples")
    return f"{named} like {codes(map(str, examples))}" if examples else named


def _default(value: Schema) -> str:
    """A default worth saying: one that is not empty and not a clause of its own."""
    default = value.get("default")
    if default in (None, "", [], {}) or isinstance(default, dict):
        return ""
    if isinstance(default, list):
        return codes(map(str, default))
    return code(json.dumps(default) if not isinstance(default, str) else default)
