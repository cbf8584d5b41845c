"""What keeps a cold start short."""

import gc
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import MetaPathFinder
from threading import Thread
from types import ModuleType


class _Hidden(MetaPathFinder):
    """Hides pandas."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        """Raises ModuleNotFoundError for pandas; everything else is for others to find."""
        if name == "pandas":
            raise ModuleNotFoundError(name)


def leave_pandas_asleep() -> None:
    """Have pyarrow believe that pandas isn't installed, until something asks for pandas itself.

    `pyarrow.array` imports pandas where it is installed, in case it is handed something of pandas's: most of a second, for nothing that a command
    needs.
    """
    if "pandas" in sys.modules:
        return
    hidden = _Hidden()
    sys.meta_path.insert(0, hidden)
    try:
        import pyarrow as pa

        pa.array([0])
    finally:
        sys.meta_path.remove(hidden)


def collect_seldom() -> None:
    """Have Python look for garbage in circles a hundred times less often: a command makes little of it, and looking takes a twentieth of its time."""
    gc.set_threshold(100_000, 20, 20)


def prepare_drawing() -> None:
    """Start what draws charts, a process of its own that takes half a second to be ready, beside the reading of the record."""
    from handfast.report.drawer import drawer

    drawer()


def prepare_results(report: bool) -> None:
    """Load what evaluates and shows (with `report`, what makes the page) in a second thread, while the first waits for the database."""
    Thread(target=_load, args=(report,), daemon=True).start()


def _load(report: bool) -> None:
    # For the effect of loading alone: whoever needs them imports them.
    import_module("handfast.engine.evaluate")
    import_module("handfast.diagnosis.diagnose")
    for half_a_second in ("scipy.special", "scipy.sparse"):
        import_module(half_a_second)
    import_module("handfast.report.terminal")
    if report:
        import_module("handfast.report.publish")
        import_module("handfast.report.page").load_templates()
