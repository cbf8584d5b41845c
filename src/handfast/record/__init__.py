"""The record: the facts of both teams in canonical tables, read from files, with what could not be read set aside."""
