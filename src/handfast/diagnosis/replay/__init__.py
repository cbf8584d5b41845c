"""A draft agreement replayed on the record's history, beside the agreement in force."""

from handfast.diagnosis.replay.backtest import backtest
from handfast.diagnosis.replay.history import History, observe
from handfast.diagnosis.replay.replay import replay
from handfast.diagnosis.replay.replayed import Replay

__all__ = ["History", "Replay", "backtest", "observe", "replay"]
