"""Reading a definition: one SQL file, parsed to a tree, its placeholders filled by trees."""

from functools import cache
from importlib import resources

from sqlglot import exp, parse_one

Fill = exp.Expr | str | int | float | bool | None | list[exp.Expr] | list[str]


@cache
def _text(name: str) -> str:
    return (
        resources.files("handfast.engine").joinpath("definitions", f"{name}.sql").read_text(encoding="utf-8")
    )


def _parsed(name: str) -> exp.Expr:
    """A fresh tree each time: parsing is quicker than copying a tree."""
    return parse_one(_text(name), read="duckdb")


def definition_names() -> list[str]:
    """The names of all definitions that ship."""
    folder = resources.files("handfast.engine").joinpath("definitions")
    return sorted(
        entry.name.removesuffix(".sql") for entry in folder.iterdir() if entry.name.endswith(".sql")
    )


def define(name: str, **fills: Fill) -> exp.Query:
    """The tree of `definitions/NAME.sql` with each `:placeholder` replaced by the tree or value of that name.

    A list stands for a parenthesised list of expressions (`kind in :kinds`). Raises ValueError when a placeholder stays unfilled or a fill has no
    placeholder: a definition and the code that fills it must agree.
    """
    tree = _parsed(name)
    places = list(tree.find_all(exp.Placeholder))
    wanted = {node.name for node in places}
    if wanted != set(fills):
        raise ValueError(f"definitions/{name}.sql: placeholders {sorted(wanted)}, filled {sorted(fills)}")
    trees = {key: as_tree(value) for key, value in fills.items()}
    for node in places:
        node.replace(trees[node.name].copy())
    assert isinstance(tree, exp.Query)
    return tree


def as_tree(value: Fill) -> exp.Expr:
    """A value as a tree: text becomes a literal (never SQL), a list a tuple of trees."""
    if isinstance(value, exp.Expr):
        return value
    if isinstance(value, list):
        return exp.Tuple(expressions=[as_tree(item) for item in value])
    return exp.convert(value)
