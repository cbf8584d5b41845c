"""Published evaluations: complete, immutable, and which one is the latest."""
