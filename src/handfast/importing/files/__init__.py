"""Files, folders and ZIPs as source tables."""

from handfast.importing.files.opening import open_sources
from handfast.importing.files.source_table import LINE, SCHEMA, SET_ASIDE, Sources, SourceTable

__all__ = ["LINE", "SCHEMA", "SET_ASIDE", "SourceTable", "Sources", "open_sources"]
