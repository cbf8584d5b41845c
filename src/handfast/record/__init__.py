"""The record: the facts of both teams in canonical tables, read from files, with what could not be read set aside."""

from handfast.record.latest import check_as_of, first_fact, latest_fact
from handfast.record.opened import Record
from handfast.record.reading import read_record, record_from_tables
from handfast.record.seen import create_seen

__all__ = [
    "Record",
    "check_as_of",
    "create_seen",
    "first_fact",
    "latest_fact",
    "read_record",
    "record_from_tables",
]
