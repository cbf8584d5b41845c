"""Write the pages of the documentation that come from the code: `python -m docs.generate [--check]`.

With `--check` nothing is written; pages that would change are named and the exit code is 1.
"""

import re
import sys
from collections.abc import Callable
from pathlib import Path

from docs.generator import (
    agreement,
    commands,
    defaults,
    demo,
    dependencies,
    environment,
    faults,
    findings,
    measures,
    metrics,
    record,
    signs,
    systems,
)

DOCS = Path(__file__).resolve().parent

PAGES: dict[str, Callable[[], str]] = {
    "reference/agreement-schema.md": agreement.page_text,
    "reference/agreement.schema.json": agreement.schema_text,
    "reference/cli.md": commands.page_text,
    "reference/default-agreement.md": defaults.page_text,
    "reference/demo.md": demo.page_text,
    "reference/dependencies.md": dependencies.page_text,
    "reference/environment.md": environment.page_text,
    "reference/faults.md": faults.page_text,
    "reference/findings.md": findings.page_text,
    "reference/measures.md": measures.page_text,
    "reference/metrics.md": metrics.page_text,
    "reference/record.md": record.page_text,
    "reference/signs.md": signs.page_text,
    "reference/systems.md": systems.page_text,
}


def stale() -> dict[Path, str]:
    """The pages that are not what the code says, with what they should be."""
    fresh = {DOCS / path: text() for path, text in PAGES.items()}
    return {
        path: text
        for path, text in fresh.items()
        if not path.exists() or _said(path.read_text("utf-8")) != _said(text)
    }


def _said(text: str) -> str:
    """A page without the weights of packages, which differ from platform to platform."""
    return re.sub(r"\| \d* \|$", "|", text, flags=re.MULTILINE)


def main(arguments: list[str]) -> int:
    """Write or check; returns the exit code."""
    check = "--check" in arguments
    changed = stale()
    for path, text in changed.items():
        print(f"{'stale' if check else 'wrote'} {path.relative_to(DOCS.parent)}")
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return int(check and bool(changed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
