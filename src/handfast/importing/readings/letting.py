"""SQL that names a value once and uses it often."""


def let(name: str, value: str, body: str) -> str:
    """SQL: `body`, in which `name` is `value`; `value` is worked out once a row."""
    return f"list_transform([{value}], lambda {name}: {body})[1]"
