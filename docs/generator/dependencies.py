"""What Handfast stands on: name, version, licence, why, weight; from the lock and the installed packages."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence, Set
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from docs.generator.markdown import page, table

ROOT = Path(__file__).resolve().parent.parent.parent
REASONS = ROOT / "docs" / "dependencies.toml"
LOCK = ROOT / "requirements" / "run.txt"
LOCK_OF_EXTRAS = ROOT / "requirements" / "dev.txt"
PROJECT = ROOT / "pyproject.toml"

Lock = dict[str, tuple[list[str], list[str]]]
"""Package -> its locked versions (several where Pythons differ), and the packages that ask for it."""

INTRODUCTION = """
What `requirements/run.txt` installs, version by version. The licence is what the package itself
declares; the weight is what it takes on disk on 64-bit Linux, in MB, rounded up. What tests, checks
and this documentation need on top is in `requirements/dev.txt`, and so are the extras, which are
installed by name: `pip install "handfast[linkage]"`.
"""


def page_text() -> str:
    """The whole page."""
    reasons: dict[str, str] = tomllib.loads(REASONS.read_text(encoding="utf-8"))
    locked = read_lock(LOCK.read_text(encoding="utf-8"))
    head = ("Package", "Version", "Licence", "Why", "MB")
    return page(
        "Dependencies",
        INTRODUCTION,
        "## Used by the code\n\n"
        + table(head, [_row(name, locked[name][0], reasons[name]) for name in locked if name in reasons]),
        "## Brought along by those\n\n" + table(head, _brought(locked, set(locked) - set(reasons))),
        *_extras(reasons, set(locked), head),
    )


def _extras(reasons: Mapping[str, str], known: Set[str], head: Sequence[str]) -> Iterator[str]:
    """A section for each extra: what it adds to `known`."""
    locked = read_lock(LOCK_OF_EXTRAS.read_text(encoding="utf-8"))
    for extra, names in extras(PROJECT.read_text(encoding="utf-8")).items():
        direct = [_row(name, locked[name][0], reasons[name]) for name in sorted(names)]
        needed = brought(locked, names)
        asked = {name: (given, [by for by in via if by in needed]) for name, (given, via) in locked.items()}
        rest = _brought(asked, needed - names - known)
        yield f"## The extra `{extra}`\n\n" + table(head, [*direct, *rest])


def _brought(locked: Lock, names: Set[str]) -> list[tuple[str, ...]]:
    return [
        _row(name, versions, "for " + ", ".join(dict.fromkeys(via)))
        for name, (versions, via) in locked.items()
        if name in names
    ]


def named(requirement: str) -> str:
    """The normal form of a requirement's package name."""
    return re.split(r"[<>=~!\[; ]", requirement, maxsplit=1)[0].lower().replace(".", "-").replace("_", "-")


def extras(project: str) -> dict[str, set[str]]:
    """Extra -> the packages that it names, from the text of `pyproject.toml`."""
    optional: dict[str, list[str]] = tomllib.loads(project)["project"].get("optional-dependencies", {})
    return {extra: set(map(named, requirements)) for extra, requirements in optional.items()}


def brought(locked: Lock, names: Set[str]) -> set[str]:
    """These packages and all that they bring along."""
    found = set(names)
    while more := {name for name, (_, via) in locked.items() if found & set(via)} - found:
        found |= more
    return found


def read_lock(text: str) -> Lock:
    """Package -> its locked versions (several where Pythons differ), and the packages that ask for it."""
    found: Lock = {}
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
