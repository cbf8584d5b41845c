"""The page on conditions: what it shows is read, what it says is refused is refused."""

import re
from pathlib import Path

import pytest

from handfast.agreement.conditions import ConditionFault, parse_condition

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "conditions.md").read_text(
    encoding="utf-8"
)


def shown(head: str) -> list[str]:
    """The first column of the table whose first heading is `head`."""
    (rows,) = re.findall(rf"^\| {head} \|.*\n\| --- .*\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    return [text.replace("\\|", "|") for text in re.findall(r"^\| `(.*?)` \|", rows, re.MULTILINE)]


@pytest.mark.parametrize("text", shown("Condition"))
def test_what_may_stand_there_is_read(text: str) -> None:
    parse_condition(text)


@pytest.mark.parametrize("text", shown("Refused"))
def test_what_is_refused_is_refused_with_advice(text: str) -> None:
    with pytest.raises(ConditionFault) as refused:
        parse_condition(text)
    assert len(str(refused.value)) > 10
