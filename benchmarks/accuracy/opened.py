"""A company that was made, opened to be measured: one evaluation for all its parts."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from handfast.agreement.model import Agreement
from handfast.agreement.text import load_agreement
from handfast.engine import evaluate
from handfast.engine.findings_made import Findings
from handfast.record import Record, read_record


@dataclass(frozen=True)
class Opened:
    """A company's folder, its agreement, its record.

    Attributes:
        made: the folder as the generator wrote it.
    """

    made: Path
    agreement: Agreement
    record: Record

    @cached_property
    def findings(self) -> Findings:
        """The evaluation, made once."""
        return evaluate([self.agreement], self.record)

    @cached_property
    def truth(self) -> dict[str, Any]:
        """What `truth.json` says."""
        told: dict[str, Any] = json.loads((self.made / "truth.json").read_text(encoding="utf-8"))
        return told


@contextmanager
def opened(made: Path) -> Iterator[Opened]:
    """Open what the generator wrote."""
    with read_record(made / "record") as record:
        yield Opened(made, load_agreement(made / "agreement.yaml"), record)
