"""The README, CI and the documentation say what is there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs.generate import stale
from docs.generator.faults import meanings, raised

ROOT = Path(__file__).resolve().parents[2]
TEXTS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")]
README = (ROOT / "README.md").read_text()
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def handfast(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as installed."""
    script = Path(sys.executable).with_name("handfast")
    return subprocess.run([script, *arguments], capture_output=True, text=True, check=False)


def test_ci_calls_the_readmes_test_command() -> None:
    (command,) = re.findall(r"^(make test)\b", README, re.MULTILINE)
    assert re.search(rf"^section .* {command}$", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.stem)
def test_make_targets_that_are_named_exist(text: Path) -> None:
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", text.read_text(), re.MULTILINE))
    assert named <= TARGETS


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.stem)
def test_links_within_the_repository_lead_somewhere(text: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text.read_text())
    missing = [link for link in links if not (ROOT / link).exists()]
    assert not missing


def test_the_readmes_commands_exist_and_none_is_left_out() -> None:
    shown = set(re.findall(r"^\| `handfast ([a-z-]+)", README, re.MULTILINE))
    for command in shown:
        assert handfast(command, "--help").returncode == 0, command
    listed = set(
        re.findall(r"^[^\w]*([a-z-]+)  +\S", handfast("--help").stdout.partition("Commands")[2], re.MULTILINE)
    )
    assert listed == shown


def test_the_readmes_options_exist() -> None:
    used = {
        (command, option)
        for command, rest in re.findall(r"handfast ([a-z-]+) ([^\n`]*)", README)
        for option in re.findall(r"--[a-z-]+", rest)
    }
    assert used
    for command, option in used:
        assert option in handfast(command, "--help").stdout, f"handfast {command} has no {option}"


def test_the_reference_says_what_the_code_says() -> None:
    assert [str(path.relative_to(ROOT)) for path in stale()] == [], "run: make docs"


def test_every_fault_has_its_meaning_and_every_meaning_its_fault() -> None:
    explained = {code for codes in meanings().values() for code in codes}
    assert raised() - explained == set(), "add to docs/faults.toml"
    source = "".join(file.read_text() for file in (ROOT / "src").rglob("*.py"))
    assert {code for code in explained if f'"{code}"' not in source} == set(), "drop from docs/faults.toml"
