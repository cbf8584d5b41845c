"""What the worker makes of Data health."""

from handfast.report.sections.agreed import aside, unknown
from handfast.report.sections.health import automation, crm_use, data_health
from handfast.web.snapshots.publishing import sections

page = sections(data_health, crm_use, automation, aside, unknown)
