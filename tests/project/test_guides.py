"""The tutorial and the guides work: each page's `sh` blocks are run, in order, as a reader would."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = [page for folder in ("tutorial", "how-to") for page in sorted((DOCS / folder).glob("*.md"))]


def blocks(page: Path) -> list[str]:
    """The page's `sh` blocks."""
    return re.findall(r"^```sh\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a script with the commands of this installation on the path."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = ["bash", "-c", "set -eu\n" + script]
    environment = os.environ | {"PATH": path}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo company, which guides that don't make one take for granted."""
    folder = tmp_path_factory.mktemp("company")
    done = run("handfast demo demo --leads 400", folder)
    assert done.returncode == 0, done.stderr
    return folder / "demo"


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page)], ids=lambda page: page.stem)
def test_the_page_does_what_it_says(page: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    script = "\n".join(blocks(page))
    if "demo/" in script and "handfast demo" not in script:
        shutil.copytree(request.getfixturevalue("demo"), tmp_path / "demo")
    done = run(script, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
