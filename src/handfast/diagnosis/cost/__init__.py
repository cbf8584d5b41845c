"""What misalignment cost in a period, by cause, with intervals."""
