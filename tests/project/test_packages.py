"""What is imported, declared, locked and allowed is one list."""

import ast
import re
import sys
import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution, packages_distributions
from pathlib import Path

import pytest

from docs.generator.dependencies import REASONS, brought, extras, licence, named, read_lock

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
# Read by others as data: zones by `zoneinfo`, the rest by Django, to which the desk's settings name them.
NOT_IMPORTED = {"tzdata", "django-htmx", "django-ninja", "psycopg", "whitenoise"}
# What a package gives and takes is of another that it brings: dlt's client sends and answers with requests.
PARTS = {"pydantic-core": "pydantic", "requests": "dlt"}
LESSER = {"pycountry", "psycopg", "psycopg-binary"}  # LGPL, imported unchanged: docs/decisions/0002-tools.md


DECLARED = {named(requirement) for requirement in PROJECT["project"]["dependencies"]}
EXTRAS = extras((ROOT / "pyproject.toml").read_text())
OPTIONAL = set().union(*EXTRAS.values())
LOCKED = {name: read_lock((ROOT / "requirements" / f"{name}.txt").read_text()) for name in ("run", "dev")}


def imported() -> set[str]:
    """The distributions that the modules of the package import, anywhere in them."""
    modules = set()
    for file in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                modules |= {name.name.partition(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                modules.add((node.module or "").partition(".")[0])
    foreign = modules - set(sys.stdlib_module_names) - {"handfast"}
    owners = packages_distributions()
    found = [{PARTS.get(name, name) for name in map(named, owners[module])} for module in foreign]
    return set().union(
        *(names & (DECLARED | OPTIONAL) or names for names in found)
    )  # one of several that hold the module


def test_what_is_imported_is_declared_and_the_other_way_round() -> None:
    assert imported() == (DECLARED | OPTIONAL) - NOT_IMPORTED


def test_each_declared_package_has_a_reason() -> None:
    build = {named(requirement) for requirement in PROJECT["dependency-groups"]["build"]}
    assert set(tomllib.loads(REASONS.read_text())) == DECLARED | OPTIONAL | build


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_names_no_host_path_or_index(lock: Path) -> None:
    for line in lock.read_text().splitlines():
        assert not re.search(r"://|file:|^\s*-(?!-hash=sha256:)|@ ", line), line


def test_both_locks_hold_the_declared_packages_in_the_same_versions() -> None:
    run, dev = LOCKED["run"], LOCKED["dev"]
    assert set(run) >= DECLARED
    assert set(dev) >= DECLARED | OPTIONAL
    assert {name: versions for name, (versions, _) in run.items()} == {name: dev[name][0] for name in run}


def test_what_an_extra_brings_is_not_brought_to_everybody() -> None:
    assert not OPTIONAL & set(LOCKED["run"])


def test_no_package_that_users_install_is_under_gpl_or_agpl() -> None:
    users = set(LOCKED["run"]) | brought(LOCKED["dev"], OPTIONAL)
    declared = {name: licence(found) for name in users if (found := installed(name))}
    assert declared.keys() >= DECLARED | OPTIONAL
    copyleft = {name for name, text in declared.items() if re.search(r"GPL|GNU", text)}
    assert copyleft <= LESSER
    assert all("LGPL" in declared[name] for name in copyleft)


def installed(name: str) -> Distribution | None:
    """The package as installed here; None for one that only another platform or Python needs."""
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None
