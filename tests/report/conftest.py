"""What the report's tests share: a small company made by hand, its page, and the demo company truly evaluated."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from handfast.agreement.text import load_agreement
from handfast.diagnosis.diagnose import diagnose
from handfast.engine.evaluate import evaluate
from handfast.engine.findings_made import Findings
from handfast.record import read_record
from handfast.report.page import report_page
from tests.report.company import Company, company


@pytest.fixture(scope="session")
def made() -> Company:
    """The small company."""
    return company()


@pytest.fixture(scope="session")
def page(made: Company) -> str:
    """Its page."""
    return report_page(made)


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo company of 400 leads, as files."""
    folder: Path = tmp_path_factory.mktemp("demo")
    subprocess.run(
        [sys.executable, "-m", "handfast.demo", str(folder), "--leads", "400"],
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture(scope="session")
def demo(demo_folder: Path) -> Iterator[Findings]:
    """The demo company, evaluated by its own agreement, and diagnosed."""
    with read_record(demo_folder / "record") as record:
        yield diagnose(evaluate([load_agreement(demo_folder / "agreement.yaml")], record)).findings


@pytest.fixture(scope="session")
def report(demo: Findings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo company's page, in a file."""
    path: Path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(report_page(demo), encoding="utf-8")
    return path
