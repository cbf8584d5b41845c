"""How right the diagnosis is, on demo companies whose truth is known."""
