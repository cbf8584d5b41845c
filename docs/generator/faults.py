"""The codes of faults, from `docs/faults.toml`; and which codes the source raises, to hold the two together."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from docs.generator.markdown import code, page, table

ROOT = Path(__file__).resolve().parent.parent.parent
MEANINGS = ROOT / "docs" / "faults.toml"
RAISERS = re.compile(r"_*(fault|found|refuse|one|\w*problem|pydanticcustomerror)", re.IGNORECASE)
CODE = re.compile(r"[a-z]+(-[a-z]+)*")

INTRODUCTION = """
Whatever is wrong with an input is named with its place, what is wrong, what would be right, and a code that stays the
same from version to version: `agreement.yaml:41:13 follow-up.within: "1 busines hour" is no duration; did you mean "1
business hour"? [duration]`. All faults are listed at once.

A row of the record that can't be read is no fault: it is set aside with its place and reason, and the rest goes on.
"""


def meanings() -> dict[str, dict[str, list[str]]]:
    """Section -> code -> what it stands for, and the way out."""
    return tomllib.loads(MEANINGS.read_text(encoding="utf-8"))


def page_text() -> str:
    """The whole page."""
    sections = (
        f"## {title}\n\n"
        + table(
            ("Code", "What is wrong", "The way out"), ((code(name), *words) for name, words in codes.items())
        )
        for title, codes in meanings().items()
    )
    return page("Faults", INTRODUCTION, *sections)


def raised() -> set[str]:
    """The codes that the source hands to whatever makes faults, as far as they stand there as literals."""
    return {
        text for file in (ROOT / "src").rglob("*.py") for text in _codes(ast.parse(file.read_text("utf-8")))
    }


def _codes(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if RAISERS.fullmatch(name):
                ends = [*node.args[:1], *node.args[-1:], *(k.value for k in node.keywords if k.arg == "code")]
                yield from filter(CODE.fullmatch, map(_text, ends))
        elif isinstance(node, ast.Assign) and any(
            getattr(target, "id", "") == "code" for target in node.targets
        ):
            yield from filter(CODE.fullmatch, [_text(node.value)])


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
