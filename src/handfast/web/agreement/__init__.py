"""The agreement: read it, draft a new version, compare, replay, sign."""
