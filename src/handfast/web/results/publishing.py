"""What the worker makes of Results."""

from handfast.report.sections.content import content
from handfast.report.sections.revenue import revenue
from handfast.web.snapshots.publishing import sections

page = sections(revenue, content)
