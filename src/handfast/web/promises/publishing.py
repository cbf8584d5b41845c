"""What the worker makes of Promises."""

from handfast.report.sections.promised import promised
from handfast.web.snapshots.publishing import sections

page = sections(promised)
