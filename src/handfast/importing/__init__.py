"""Foreign exports become a record."""
