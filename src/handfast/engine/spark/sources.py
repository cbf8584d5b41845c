"""What a view of the record comes down to: files that Spark can read itself, so that no large table passes through this process.

A Parquet table that needs no mending is read where it stands: in DuckDB it is a view over views over `read_parquet`. The same views are rendered
for Spark, one over the other, down to the same files.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
from sqlglot import exp, parse_one

from handfast.engine.duckdb_engine import tables_of
from handfast.engine.portable import violations
from handfast.engine.spark.differences import zoned_in

PLACES = ("__file", "__line")
"""Where a row stood, for messages; nothing that is evaluated looks at it."""


@dataclass(frozen=True)
class Source:
    """A view as Spark can have it.

    Attributes:
        tree: its query, in which `files_N` stands for the Nth of `files`.
        files: the paths that each reads together.
    """

    tree: exp.Query
    files: tuple[tuple[str, ...], ...]


def source_of(connection: duckdb.DuckDBPyConnection, name: str) -> Source | None:
    """The query of the view `schema.name` over other tables and Parquet files; None where it is a table, or says what only DuckDB reads."""
    text = _text(connection, name)
    if text is None:
        return None
    made = parse_one(text, read="duckdb")
    tree = made.expression if isinstance(made, exp.Create) else None
    if not isinstance(tree, exp.Query):
        return None
    for union in tree.find_all(exp.Union):
        union.set("by_name", None)  # the parts of a table name the same columns in one order
    files = tuple(_named(tree))
    _forget_places(tree)
    uses_places = any(
        column.name in PLACES and not _handed_on(column) for column in tree.find_all(exp.Column)
    )
    return None if uses_places or not all(files) or violations(_zoneless(tree)) else Source(tree, files)


def from_files(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Whether a view comes down to Parquet files by nothing but what Spark reads too, and to tables that reading made of its own."""
    source = source_of(connection, name)
    if source is None:
        return False
    inner = tables_of(source.tree)
    views = {each for each in inner if _text(connection, each) is not None}
    # what is staged in `told` has columns for messages too; a view leaves them out, and is copied as a whole
    staged = any(each.startswith("told.") for each in inner - views)
    return bool(source.files or views) and not staged and all(from_files(connection, each) for each in views)


def _text(connection: duckdb.DuckDBPyConnection, name: str) -> str | None:
    schema, _, view = name.partition(".")
    asked = "SELECT sql FROM duckdb_views() WHERE schema_name = $schema AND view_name = $view"
    # to its end: a result that is not read out keeps the connection from other work
    found = connection.execute(asked, {"schema": schema, "view": view}).fetchall()
    return found[0][0] if found else None


def _named(tree: exp.Query) -> Iterable[tuple[str, ...]]:
    """Put `files_N` in the place of each `read_parquet`; the paths that it reads."""
    for n, table in enumerate([each for each in tree.find_all(exp.Table) if each.this.find(exp.ReadParquet)]):
        listed = next(iter(table.this.expressions), None)
        texts = [listed] if isinstance(listed, exp.Literal) else list(listed.expressions) if listed else []
        yield tuple(text.name for text in texts if isinstance(text, exp.Literal))
        alias = table.args.get("alias")
        table.replace(exp.Table(this=exp.to_identifier(f"files_{n}"), alias=alias))


def _forget_places(tree: exp.Query) -> None:
    """Where files are read, the place of a row becomes null: it is told by functions that only DuckDB has."""
    for select in tree.find_all(exp.Select):
        for shown in select.expressions:
            if (
                isinstance(shown, exp.Alias)
                and shown.alias in PLACES
                and not isinstance(shown.this, exp.Column)
            ):
                shown.set("this", exp.cast(exp.null(), "bigint"))


def _handed_on(column: exp.Column) -> bool:
    """Whether a column is only shown, as it is."""
    parent = column.parent
    return isinstance(parent, exp.Select) or (
        isinstance(parent, exp.Alias) and isinstance(parent.parent, exp.Select)
    )


def _zoneless(tree: exp.Query) -> exp.Query:
    """The tree without what `differences.render` has a spelling for and a definition may not say."""
    bare = tree.copy()
    for node in list(bare.find_all(exp.UnixToTime)):
        zoned = zoned_in(node)
        if zoned is not None:
            node.replace(zoned)
    return bare
