"""What misalignment cost in a period, by cause, with intervals."""

from handfast.diagnosis.cost.costing import cost
from handfast.diagnosis.cost.model import CAUSES, Cause, Cost, Total

__all__ = ["CAUSES", "Cause", "Cost", "Total", "cost"]
