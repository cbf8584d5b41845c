"""Findings for people: one page that opens offline, a screen of terminal, findings.json, and the tables as Parquet."""
