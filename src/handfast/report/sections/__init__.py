"""The sections of the report, each a function from the context to what it shows; None where there is nothing to say."""
