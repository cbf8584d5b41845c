"""`python -m handfast.demo FOLDER`: write a demo company's record, agreement and truth."""

import argparse
import sys
from pathlib import Path

from handfast.demo import make_company, parse_fault
from handfast.faults import HandfastError


def main() -> int:
    """Read the command line, make the company, say where it is."""
    parser = argparse.ArgumentParser(
        prog="python -m handfast.demo", description="Make a believable company's record, agreement and truth."
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--leads", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--fault", action="append", default=[], metavar="SIGN[=STRENGTH]")
    parser.add_argument("--format", choices=("csv", "parquet"), default="csv", help="of the activities")
    options = parser.parse_args()
    try:
        faults = dict(parse_fault(text) for text in options.fault)
        company = make_company(
            options.folder,
            leads=options.leads,
            seed=options.seed,
            faults=faults,
            format=options.format,
            progress=lambda text: print(text, file=sys.stderr),
        )
    except (HandfastError, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(
        f"{company.folder}: {company.leads} leads, {company.activities} activities, {company.handoffs} hand-offs"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
