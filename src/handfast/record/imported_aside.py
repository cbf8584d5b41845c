"""What imports set aside, among what was set aside of the record: under the labels and lines of the files that were imported."""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from handfast.faults import Fault, InputFaults
from handfast.record import sql
from handfast.record.bookkeeping import SET_ASIDE, standing


def say_imported_aside(connection: duckdb.DuckDBPyConnection, folder: Path) -> Iterable[str]:
    """Add what the last imports of each source set aside to `told.said`, of no table; gives notes on it.

    Raises InputFaults when the file that holds it can't be read.
    """
    path = standing(folder, SET_ASIDE)
    if not path.exists():
        return ()
    relation = f"(SELECT * FROM read_parquet({sql.text(str(path))}, hive_partitioning=false) WHERE current)"
    try:
        return _say(connection, relation)
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        message = f"holds what imports set aside and can't be read ({first}); import again, or remove it to do without"
        raise InputFaults([Fault(SET_ASIDE, 0, 0, "", message, "unreadable")]) from error


def _say(connection: duckdb.DuckDBPyConnection, relation: str) -> Iterable[str]:
    connection.execute(
        "INSERT INTO told.files SELECT (SELECT count(*) FROM told.files) + row_number() OVER (ORDER BY file) - 1, file "
        f"FROM (SELECT DISTINCT coalesce(file, '') AS file FROM {relation})"
    )
    connection.execute(
        'INSERT INTO told.said SELECT \'\', f.number, a.line, a."column", a."value", a.reason, a.kept '
        f"FROM {relation} a JOIN (SELECT label, max(file) AS number FROM told.files GROUP BY label) f "
        "ON f.label = coalesce(a.file, '')"
    )
    counted = connection.execute(
        f"SELECT count(*) FILTER (WHERE NOT kept), count(*) FILTER (WHERE kept) FROM {relation}"
    ).fetchone()
    rows, values = counted or (0, 0)
    said = [
        f"{many:,} {what}{'s' if many > 1 else ''}"
        for many, what in ((rows, "row"), (values, "value"))
        if many
    ]
    verb = "was" if rows + values == 1 else "were"
    return (f"{' and '.join(said)} {verb} set aside when files were imported",) if said else ()
