"""The engine: agreements and a record in, findings out. The definitions are SQL files, composed as syntax trees."""

from handfast.engine.evaluate import evaluate
from handfast.engine.findings_made import Findings

__all__ = ["Findings", "evaluate"]
