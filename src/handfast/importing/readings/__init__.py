"""How text becomes typed values, decided for each column from all its values."""

from handfast.importing.readings.choosing import choose, fits, order_told
from handfast.importing.readings.profiles import Profile, profile, profile_all
from handfast.importing.readings.reading import Question, Reading, ReadingSQL

__all__ = [
    "Profile",
    "Question",
    "Reading",
    "ReadingSQL",
    "choose",
    "fits",
    "order_told",
    "profile",
    "profile_all",
]
