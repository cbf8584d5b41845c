"""What importing keeps beside the tables of a record: a hidden folder, hidden columns, and files for people.

An import changes several files as one. It makes the new ones in a folder of its own, and by renaming that folder to
`.handfast/arriving` they are in force, all at once; moving each to its place is then a matter of tidiness. Whoever reads a
record takes a file from `arriving` while it stands there, so that a record is never seen half changed.
"""

from pathlib import Path

FOLDER = ".handfast"
"""The hidden folder inside a record."""

ARRIVING = f"{FOLDER}/arriving"
"""Files that are in force and still to be moved to their places, by their paths inside the record."""

SET_ASIDE = f"{FOLDER}/set_aside.parquet"
"""What imports set aside: `import_id, current, file, line, "column", "value", reason, kept`; `file` is the source's label,
`current` whether no later import read a source of that label."""

BESIDE = ("mapping.yaml",)
"""Files that stand in a record for people to read and edit, and are no tables."""

MODIFIED_AT, TOLD_AT, TOLD_IN = "__modified_at", "__told_at", "__told_in"
STAMPS = {MODIFIED_AT: "TIMESTAMP", TOLD_AT: "TIMESTAMP", TOLD_IN: "INTEGER"}
"""Hidden columns of an imported table, with their types: when the source says the row was last modified, of when the file is that last told it
(instants, UTC), and the number of the import. They are no attributes: reading leaves them out."""


def standing(folder: Path, name: str) -> Path:
    """Where the version in force of one of the record's files is, or would be. `name` is its path inside the folder."""
    arriving = folder / ARRIVING / name
    return arriving if arriving.exists() else folder / name


def arrived(folder: Path) -> dict[str, Path]:
    """Tables in force that are still to be moved to their places, by file name."""
    try:
        entries = list((folder / ARRIVING).iterdir())
    except OSError:  # there are none
        return {}
    return {entry.name: entry for entry in entries if not entry.name.startswith(".")}
