"""A document on disk, edited without losing a comment."""

import json
import re
from collections.abc import Sequence
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from handfast.agreement.places import read_document

Step = str | int
_PLAIN = re.compile(
    r"[A-Za-z][A-Za-z0-9_.%@/+-]*( [A-Za-z0-9_.%@/+-]+)*|[0-9]+(\.[0-9]+)?(%| [a-z]+)+", re.ASCII
)
_WORDS_OF_YAML = ("true", "false", "null", "yes", "no", "on", "off")


def edit_text(text: str, path: Sequence[Step], value: Any) -> str:
    """The text of an agreement with one value set, everything else as it was.

    `path` names keys and places in lists from 0, or the `id` of a clause in its list: `("commitments",
    "follow-up", "within")`. A word or a number that stands there is replaced where it stands. A value that is
    new, or is a list or a set of keys, makes the document be written anew: comments and quotes survive, line
    breaks inside brackets do not. Raises KeyError where there is no such clause, `InputFaults` for no YAML.
    """
    read_document(text, "agreement.yaml")
    root = _yaml().compose(text)
    node = _node_at(root, path)
    if isinstance(node, ScalarNode) and isinstance(value, str | int | float) and node.style not in ("|", ">"):
        return text[: node.start_mark.index] + _written(value) + text[node.end_mark.index :]
    return _anew(text, path, value)


def _yaml() -> YAML:
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = 10_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _written(value: str | int | float) -> str:
    """A value as YAML, in quotes unless it reads back as the same words without."""
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _WORDS_OF_YAML:
        return value
    return json.dumps(value, ensure_ascii=False)


def _node_at(node: Node | None, path: Sequence[Step]) -> Node | None:
    for step in path:
        node = _child(node, step)
    return node


def _child(node: Node | None, step: Step) -> Node | None:
    if isinstance(node, MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, SequenceNode):
        if isinstance(step, int):
            return node.value[step] if step < len(node.value) else None
        return next((item for item in node.value if _is_called(item, step)), None)
    return None


def _is_called(item: Node, name: str) -> bool:
    named = _child(item, "id")
    return isinstance(named, ScalarNode) and named.value == name


def _anew(text: str, path: Sequence[Step], value: Any) -> str:
    yaml = _yaml()
    document = yaml.load(text)
    *around, last = path
    clause = document
    for step in around:
        clause = clause[_key(clause, step)]
    clause[_key(clause, last)] = value
    out = StringIO()
    yaml.dump(document, out)
    return out.getvalue()


def _key(clause: Any, step: Step) -> Step:
    """A step as the clause around it takes it: the place of the clause that is called so, or the key itself."""
    if not isinstance(clause, list) or isinstance(step, int):
        return step
    for place, item in enumerate(clause):
        if isinstance(item, dict) and item.get("id") == step:
            return place
    raise KeyError(step)
