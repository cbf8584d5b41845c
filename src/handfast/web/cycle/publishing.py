"""What the worker makes of Cycle."""

from handfast.report.sections.cycle import cycle
from handfast.report.sections.dealt import fairness, meetings
from handfast.report.sections.handoffs import handoffs
from handfast.web.snapshots.publishing import sections

page = sections(cycle, handoffs, fairness, meetings)
