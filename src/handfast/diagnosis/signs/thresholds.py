"""What a part of a sign is held to at each close: the version of the agreement in force then says."""

import numpy as np

from handfast.agreement.model import Agreement
from handfast.diagnosis.signs.closes import Closes, micros
from handfast.diagnosis.signs.estimates import Floats
from handfast.diagnosis.signs.registry import Sign, Source
from handfast.engine.context import Version


def in_force(versions: tuple[Version, ...], closes: Closes) -> list[Agreement]:
    """The agreement in force just before each close."""
    starts = np.array([micros(version.from_at) for version in versions], dtype=np.int64)
    places = np.maximum(np.searchsorted(starts, closes.at, side="left") - 1, 0)
    return [versions[int(place)].agreement for place in places]


def thresholds(sign: Sign, source: Source, part: str, agreements: list[Agreement]) -> Floats:
    """The threshold of a part at each close; NaN where the promise that the part names didn't exist."""
    return np.array([_threshold(sign, source, part, agreement) for agreement in agreements], dtype=np.float64)


def _threshold(sign: Sign, source: Source, part: str, agreement: Agreement) -> float:
    if source.limit != "promise" or not part or sign.agreed_in(agreement):
        return sign.threshold_in(agreement, source)
    kept = {clause.id: float(clause.target) for clause in agreement.clocked}
    kept |= {clause.id: float(clause.at_least) for clause in agreement.targets}
    return 1 - kept[part] if part in kept else np.nan
