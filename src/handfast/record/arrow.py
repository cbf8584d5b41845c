"""Arrow arrays without the look at pandas that `pyarrow.array` takes: where pandas is installed it costs a second."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

_TYPES = {np.dtype(np.int64): pa.int64(), np.dtype(np.uint64): pa.uint64(), np.dtype(np.int32): pa.int32()}


def integers(values: "np.ndarray[Any, Any]") -> pa.Array:
    """An array of the same 32- or 64-bit integers, none missing."""
    values = np.ascontiguousarray(values)
    return pa.Array.from_buffers(_TYPES[values.dtype], len(values), [None, pa.py_buffer(values)])


def texts(values: Sequence[str | None]) -> pa.Array:
    """An array of text; None is missing. At most 2 GB together."""
    encoded = [(value or "").encode("utf-8", "replace") for value in values]
    offsets = np.zeros(len(values) + 1, np.int32)
    np.cumsum([len(value) for value in encoded], out=offsets[1:])
    present = np.packbits(np.array([value is not None for value in values], bool), bitorder="little")
    buffers = [pa.py_buffer(present), pa.py_buffer(offsets), pa.py_buffer(b"".join(encoded))]
    return pa.Array.from_buffers(pa.string(), len(values), buffers)
