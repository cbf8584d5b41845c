"""What misalignment cost in a period, by cause, with intervals."""

from handfast.diagnosis.cost.costing import cost
from handfast.diagnosis.cost.model import CAUSES, Cause, Cost, Total
from handfast.diagnosis.cost.tables import rows_behind, write_costs

__all__ = ["CAUSES", "Cause", "Cost", "Total", "cost", "rows_behind", "write_costs"]
