"""Learning what a qualified lead is from won and lost deals, as a draft of an agreement with its evidence."""

from handfast.diagnosis.learning.asked import Asked
from handfast.diagnosis.learning.learn import learn
from handfast.diagnosis.learning.learned import Learned

__all__ = ["Asked", "Learned", "learn"]
