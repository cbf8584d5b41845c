"""Arrow arrays of numpy's, without the look at pandas that `pyarrow.array` takes: where pandas is installed it costs a second."""

from typing import Any

import numpy as np
import pyarrow as pa

_TYPES = {np.dtype(np.int64): pa.int64(), np.dtype(np.uint64): pa.uint64(), np.dtype(np.int32): pa.int32()}


def integers(values: "np.ndarray[Any, Any]") -> pa.Array:
    """An array of the same 32- or 64-bit integers, none missing."""
    values = np.ascontiguousarray(values)
    return pa.Array.from_buffers(_TYPES[values.dtype], len(values), [None, pa.py_buffer(values)])
