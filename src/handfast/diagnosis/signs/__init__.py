"""Signs of misalignment: measured statements with a threshold, judged at each month's close."""
