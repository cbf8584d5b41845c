"""The one process that writes: it takes jobs, evaluates, publishes."""
