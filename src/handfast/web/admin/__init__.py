"""Admin: people, the audit log, evaluations."""
