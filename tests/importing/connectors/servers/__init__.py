"""Servers on loopback that behave like the vendors' own."""
