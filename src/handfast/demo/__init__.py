"""A believable company to try Handfast on, with the truth behind it. It shares no code with what judges it."""

from handfast.demo.company import DemoCompany, make_company
from handfast.demo.knobs import FAULTS, FaultKind, parse_fault

__all__ = ["FAULTS", "DemoCompany", "FaultKind", "make_company", "parse_fault"]
