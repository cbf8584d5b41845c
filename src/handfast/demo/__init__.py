"""A believable company to try Handfast on, with the truth behind it. It shares no code with what judges it."""

from handfast.demo.company import DemoCompany, make_company
from handfast.demo.knobs import FAULTS, TROUBLES, FaultKind, parse_fault
from handfast.demo.moving import move_company, weeks_until

__all__ = [
    "FAULTS",
    "TROUBLES",
    "DemoCompany",
    "FaultKind",
    "make_company",
    "move_company",
    "parse_fault",
    "weeks_until",
]
