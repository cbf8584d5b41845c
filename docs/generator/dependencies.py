"""What Handfast stands on: name, version, licence, why, weight; from the lock and the installed packages."""

import re
import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from docs.generator.markdown import page, table

ROOT = Path(__file__).resolve().parent.parent.parent
REASONS = ROOT / "docs" / "dependencies.toml"
LOCK = ROOT / "requirements" / "run.txt"

INTRODUCTION = """
What `requirements/run.txt` installs, version by version. The licence is what the package itself
declares; the weight is what it takes on disk on 64-bit Linux, in MB, rounded up. What tests, checks
and this documentation need on top is in `requirements/dev.txt`.
"""


def page_text() -> str:
    """The whole page."""
    reasons: dict[str, str] = tomllib.loads(REASONS.read_text(encoding="utf-8"))
    locked = read_lock(LOCK.read_text(encoding="utf-8"))
    direct = [
        _row(name, versions, reasons[name]) for name, (versions, _) in locked.items() if name in reasons
    ]
    rest = [
        _row(name, versions, "for " + ", ".join(dict.fromkeys(via)))
        for name, (versions, via) in locked.items()
        if name not in reasons
    ]
    head = ("Package", "Version", "Licence", "Why", "MB")
    return page(
        "Dependencies",
        INTRODUCTION,
        "## Used by the code\n\n" + table(head, direct),
        "## Brought along by those\n\n" + table(head, rest),
    )


def read_lock(text: str) -> dict[str, tuple[list[str], list[str]]]:
    """Package -> its locked versions (several where Pythons differ), and the packages that ask for it."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    name = ""
    for line in text.splitlines():
        if pinned := re.match(r"([a-z0-9._-]+)==(\S+)", line):
            name = pinned[1]
            found.setdefault(name, ([], []))[0].append(pinned[2])
        elif asks := re.match(r"    #(?: via|  ) ([a-z0-9._-]+)", line):
            found[name][1].append(asks[1])
    return found


def licence(package: Distribution) -> str:
    """The licence that a package declares: its expression, else its classifiers, else its free text."""
    expression, *_ = package.metadata.get_all("License-Expression") or [""]
    classifiers = package.metadata.get_all("Classifier") or []
    classified = [text.rpartition(" :: ")[2] for text in classifiers if text.startswith("License ::")]
    free, *_ = package.metadata.get_all("License") or ["not declared"]
    return expression or " or ".join(classified) or free.splitlines()[0]


def _row(name: str, versions: list[str], why: str) -> tuple[str, str, str, str, str]:
    try:
        package = distribution(name)
    except PackageNotFoundError:
        return (name, ", ".join(versions), "", f"{why}; not on Linux", "")
    size = sum(file.size or 0 for file in package.files or [])
    return (name, ", ".join(versions), licence(package), why, str(-(-size // 1_000_000)))
