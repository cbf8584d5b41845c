"""Listings: one component for every table that sorts, filters, pages and exports."""
