"""What keeps a cold start short."""

import sys


def leave_pandas_asleep() -> None:
    """Have pyarrow believe that pandas isn't installed, until something asks for pandas itself.

    `pyarrow.array` imports pandas where it is installed, in case it is handed something of pandas's: a second, for nothing that a command needs.
    """
    if "pandas" in sys.modules:
        return
    sys.modules["pandas"] = None  # type: ignore[assignment]
    try:
        import pyarrow as pa

        pa.array([0])
    finally:
        del sys.modules["pandas"]
