"""Leads: search and filter; one lead's story."""
