"""Everything that Spark says or does otherwise than DuckDB, in one place, each with its reason.

Functions that the engines merely spell differently are in `handfast.engine.portable`; here is what a tree itself, a session or a file needs.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from sqlglot import exp

from handfast.engine.portable import respell

SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        # instants are naive and UTC: a timestamp means the same instant on every machine
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.timestampType": "TIMESTAMP_NTZ",
        # Parquet's own instants: Spark's default is an older form that has no zone
        "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
        # an overflow, a text that is no number, a division by zero raises and is never null or a wrapped number
        "spark.sql.ansi.enabled": "true",
        # names of columns that the agreement brings ("lead:country") differ by case where the record's do
        "spark.sql.caseSensitive": "true",
        # Spark 4.3 plans a join of two unions by their partitions and then can't zip them
        "spark.sql.unionOutputPartitioning": "false",
    }
)
"""What a session is told before anything runs on it; all may be set while it runs, so that a session of Spark Connect takes them too."""


def render(tree: exp.Expr) -> str:
    """The tree as Spark SQL. The tree is used up."""
    tree = respell(tree, "spark")
    _name_steps(tree, {}, set())
    _in_schemas(tree)
    _without_zone(tree)
    return tree.sql("spark", comments=False, identify=True, copy=False)


def view_name(table: str) -> str:
    """The name of the view of a session that stands for `schema.table`: such views belong to no schema, so that runs on one cluster
    don't see each other's tables, and a point can't stand in their names."""
    return table.replace(".", "__")


TYPES: Mapping[str, str] = MappingProxyType(
    {
        "VARCHAR": "STRING",
        "TIMESTAMP": "TIMESTAMP_NTZ",
        "INTEGER": "INT",
        "BIGINT": "BIGINT",
        "DOUBLE": "DOUBLE",
        "BOOLEAN": "BOOLEAN",
        "DATE": "DATE",
    }
)
"""What DuckDB's types are called; decimals are called alike."""


def schema(columns: Iterable[tuple[str, str]]) -> str:
    """The columns of a table of DuckDB, each with its type, as Spark writes them: told, so that no job need look into the files for them."""
    return ", ".join(f"`{name.replace('`', '``')}` {TYPES.get(kind, kind)}" for name, kind in columns)


def _name_steps(node: exp.Expr, known: Mapping[str, str], taken: set[str]) -> None:
    """Each step of a query gets a name that no other step has, and is read by it.

    In DuckDB a later step, or one inside another, may take an earlier one's name; for Spark, SQLGlot puts them all at the top, where names may stand once.
    """
    named = node.args.get("with_")
    if isinstance(named, exp.With):
        known = dict(known)
        for step in named.expressions:
            _name_steps(step.this, known, taken)
            name = step.alias
            while name in taken:
                name += "_"
            taken.add(name)
            known[step.alias] = name
            step.set("alias", exp.TableAlias(this=exp.to_identifier(name)))
    if isinstance(node, exp.Table) and not node.db and known.get(node.name, node.name) != node.name:
        node.set("alias", node.args.get("alias") or exp.TableAlias(this=exp.to_identifier(node.name)))
        node.set("this", exp.to_identifier(known[node.name]))
    for child in node.iter_expressions():
        if child is not named:
            _name_steps(child, known, taken)


def zoned_in(node: exp.Expr) -> exp.Expr | None:
    """The instant that knows its zone in `make_timestamp(epoch_us(x))`, by which a record's views take the zone away in DuckDB; None for all else."""
    inner = node.this if isinstance(node, exp.UnixToTime) else None
    if isinstance(inner, exp.Anonymous) and inner.name.upper() == "EPOCH_US":
        zoned: exp.Expr = inner.expressions[0]
        return zoned
    return None


def _without_zone(tree: exp.Expr) -> None:
    """In a session of UTC a cast takes the zone away."""
    for node in list(tree.find_all(exp.UnixToTime)):
        zoned = zoned_in(node)
        if zoned is not None:
            node.replace(exp.cast(zoned, "timestampntz"))


def _in_schemas(tree: exp.Expr) -> None:
    """Tables are views of the session; what a column was qualified with stays as an alias."""
    for table in list(tree.find_all(exp.Table)):
        if table.db:
            table.set("alias", table.args.get("alias") or exp.TableAlias(this=exp.to_identifier(table.name)))
            table.set("this", exp.to_identifier(view_name(f"{table.db}.{table.name}")))
            table.set("db", None)
