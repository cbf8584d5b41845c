"""What the figures were measured on."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("handfast", "duckdb", "sqlglot", "numpy", "pyarrow")


def _first(path: str, key: str, otherwise: str) -> str:
    """The value of the first `KEY: value` or `KEY=value` line of a file; `otherwise` where there is none."""
    try:
        lines = Path(path).read_text().splitlines()
    except OSError:
        return otherwise
    values = (line.replace("=", ":", 1).partition(":")[2] for line in lines if line.startswith(key))
    return next(values, otherwise).strip().strip('"')


def describe() -> str:
    """One line: processor, cores, memory, operating system, versions."""
    cpu = _first("/proc/cpuinfo", "model name", platform.processor() or platform.machine())
    gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = _first("/etc/os-release", "PRETTY_NAME", platform.platform())
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{cpu}, {os.cpu_count()} cores, {gib:.0f} GiB; {system}; "
        f"Python {platform.python_version()}, {versions}"
    )
