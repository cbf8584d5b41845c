"""What came of an import, to be printed and to be kept."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TableStored:
    """What an import did to one table: `in_files = added + updated + unchanged + repeated + set_aside`.

    Attributes:
        table: its name.
        in_files: rows that the sources gave.
        added: rows whose key is new.
        updated: rows of a key that is there, some field of which now has another value.
        unchanged: rows that say what the record knows already, or that are older than what it knows.
        repeated: rows of a key that another row of the same import told too; both are one.
        set_aside: rows that can't be facts.
        not_in_export: rows of the record that the sources lack; they are kept.
    """

    table: str
    in_files: int
    added: int
    updated: int
    unchanged: int
    repeated: int
    set_aside: int
    not_in_export: int


@dataclass(frozen=True, slots=True)
class Stored:
    """What came of an import.

    Attributes:
        import_id: names the import in the bookkeeping; empty when it told nothing new and left the folder as it was.
        tables: in the record's order, those that the sources gave.
        changes: rows of change history that comparing brought, by table.
        set_aside, values_set_aside: rows and single values set aside by the whole import, reading the sources included.
        not_used: rows that were understood and have no place.
        written: tables whose files were written anew.
        seconds: wall time of storing.
    """

    import_id: str
    tables: tuple[TableStored, ...]
    changes: dict[str, int]
    set_aside: int
    values_set_aside: int
    not_used: int
    written: tuple[str, ...]
    seconds: float
