"""Tags of Agreement."""
