"""Tags for a lead's story."""
