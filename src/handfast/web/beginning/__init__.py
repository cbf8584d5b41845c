"""The first run: the first account, and what the desk begins with."""
