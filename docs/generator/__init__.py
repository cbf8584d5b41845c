"""The reference pages that are written from the code: a module a page, each with `page() -> str`."""
