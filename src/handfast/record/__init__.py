"""The record: the facts of both teams in canonical tables, read from files, with what could not be read set aside."""

from handfast.record.opened import Record
from handfast.record.reading import read_record, record_from_tables

__all__ = ["Record", "read_record", "record_from_tables"]
