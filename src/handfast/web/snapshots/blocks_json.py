"""The report's blocks as JSON and back, so that the worker makes them and the web process only shows them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from markupsafe import Markup

from handfast.report import blocks
from handfast.report.svg import Drawing

T = TypeVar("T")
KINDS: dict[str, type] = {
    name: kind for name, kind in vars(blocks).items() if isinstance(kind, type) and is_dataclass(kind)
}
"""Everything that a page is made of, by its name."""


def block(kind: type[T]) -> type[T]:
    """A dataclass of a place's own that its page is made of."""
    KINDS[kind.__name__] = kind
    return kind


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished drawing, made by the worker of numbers and names that it escaped."""

    svg: str

    def __html__(self) -> str:
        return Markup(self.svg)


def to_json(value: Any) -> Any:
    """A block, or anything in one, as plain JSON."""
    if isinstance(value, Drawing | Drawn):
        return {"is": "Drawn", "svg": value.__html__()}
    if is_dataclass(value) and not isinstance(value, type):
        held = {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
        return {"is": type(value).__name__, **held}
    if isinstance(value, datetime):
        return {"is": "instant", "at": value.isoformat()}
    if isinstance(value, Mapping):
        return {"is": "map", "of": {key: to_json(item) for key, item in value.items()}}
    if isinstance(value, Decimal):  # what a table sorts by; the figure's text is exact
        return float(value)
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    return value


def from_json(value: Any) -> Any:
    """What `to_json` was given; lists come back as tuples. Raises KeyError for a kind that there is not."""
    if isinstance(value, list):
        return tuple(from_json(item) for item in value)
    if not isinstance(value, dict):
        return value
    kind = value["is"]
    if kind == "instant":
        return datetime.fromisoformat(value["at"])
    if kind == "map":
        return {key: from_json(item) for key, item in value["of"].items()}
    if kind == "Drawn":
        return Drawn(value["svg"])
    return KINDS[kind](**{key: from_json(item) for key, item in value.items() if key != "is"})
