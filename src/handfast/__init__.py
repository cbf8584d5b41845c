"""Handfast: the agreement between marketing and sales, executed."""

__version__ = "0.1.0"
