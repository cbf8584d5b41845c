"""What every part of the agreement's model has in common, and how its messages are made."""

from typing import Literal

from pydantic import BaseModel, ConfigDict
from pydantic_core import PydanticCustomError

Side = Literal["marketing", "sales"]
SIDES: tuple[Side, ...] = ("marketing", "sales")
Period = Literal["week", "month", "quarter"]


def fault(code: str, message: str) -> PydanticCustomError:
    """An error whose type is a fault's code; braces in the message are kept as they are."""
    return PydanticCustomError(code, "{message}", {"message": message})


def quoted(value: object) -> str:
    """A value as a message shows it: text in double quotes, a number or a flag as it was written."""
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a set of keys and values"
    return "a list" if isinstance(value, list | tuple) else str(getattr(value, "text", value))


def no_case(name: str) -> str:
    """A stage's name as it is compared: trimmed, A to Z in lower case."""
    return "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in name.strip())


class Clause(BaseModel):
    """A part of the agreement: frozen, and without any key that the format does not know."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_by_name=True,
        validate_by_alias=True,
        use_attribute_docstrings=True,
        hide_input_in_errors=True,
    )
