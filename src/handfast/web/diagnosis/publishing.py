"""What the worker makes of Diagnosis."""

from handfast.report.sections.agreed import definition
from handfast.report.sections.cost import cost
from handfast.report.sections.signals import signals
from handfast.web.snapshots.publishing import sections

page = sections(signals, cost, definition)
