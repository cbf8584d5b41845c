"""The record folder: what an import tells is merged into what is there, and written whole or not at all."""

from handfast.importing.store.ledger import Import, Source, imports_of
from handfast.importing.store.stored import Stored, TableStored
from handfast.importing.store.storing import store

__all__ = ["Import", "Source", "Stored", "TableStored", "imports_of", "store"]
