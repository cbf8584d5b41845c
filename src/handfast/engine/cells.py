"""The cells that rows fall into: each combination of a period and a member of a dimension, numbered once for all metrics that share them.

Rows are counted by month and by week; quarters and all time are added up from the months. Weeks are kept only as a whole: cut by members they would
outnumber all the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa

from handfast.engine.fact_rows import ALL, Codes, FactRows
from handfast.engine.periods import Grain
from handfast.engine.quantiles import Flags, Numbers, Whole

KEYS = ("grain", "period", "dimension", "member")
WHOLE = Codes(np.empty(0, dtype=np.int64), pa.array([ALL]))


@dataclass
class _Block:
    """Cells of one grain and dimension, in the order of period and member; with codes of the rows."""

    grain: str
    dimension: str
    periods: pa.Array
    members: pa.Array
    start: int
    codes: Whole
    base: "_Block | None" = None
    parents: Whole = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    @property
    def size(self) -> int:
        """How many cells there are."""
        return len(self.periods) * len(self.members)


class Cells:
    """All cells of the rows of some facts, dated by one instant and cut by some dimensions.

    Attributes:
        inside: rows that fall into any cell.
        count: how many cells there are.
    """

    def __init__(self, rows: FactRows, periods: dict[Grain, Codes], dimensions: Sequence[str]) -> None:
        self.inside: Flags = periods["month"].codes >= 0 if periods else np.ones(rows.count, dtype=bool)
        self.count = 0
        self._blocks: list[_Block] = []
        for dimension in (ALL, *dimensions):
            member = (
                rows.members[dimension]
                if dimension != ALL
                else Codes(np.zeros(rows.count, dtype=np.int64), WHOLE.names)
            )
            if not periods:
                self._add(ALL, dimension, WHOLE.names, member.names, member.codes)
                continue
            width = len(member.names)
            month = self._add(
                "month",
                dimension,
                periods["month"].names,
                member.names,
                periods["month"].codes * width + member.codes,
            )
            for grain, parent in (
                ("quarter", _quarters(periods)),
                (ALL, np.zeros(len(periods["month"].names), dtype=np.int64)),
            ):
                names = periods["quarter"].names if grain == "quarter" else WHOLE.names
                block = self._add(grain, dimension, names, member.names, np.empty(0, dtype=np.int64))
                block.base = month
                block.parents = (parent[:, None] * width + np.arange(width)).ravel()
            if dimension == ALL:
                self._add("week", dimension, periods["week"].names, WHOLE.names, periods["week"].codes)

    def _add(self, grain: str, dimension: str, periods: pa.Array, members: pa.Array, codes: Whole) -> _Block:
        block = _Block(grain, dimension, periods, members, self.count, codes)
        self.count += block.size
        self._blocks.append(block)
        return block

    def _wanted(self, dimensions: Sequence[str]) -> list[_Block]:
        return [block for block in self._blocks if block.dimension == ALL or block.dimension in dimensions]

    def totals(self, places: Whole, weights: Numbers | None, dimensions: Sequence[str]) -> Numbers:
        """The sum of weights (or the number) of the rows at `places` in each cell; cells of other dimensions are zero."""
        found = np.zeros(self.count)
        for block in self._wanted(dimensions):
            if block.base is None:
                sums = np.bincount(block.codes[places], weights, minlength=block.size)
            else:
                sums = np.bincount(
                    block.parents,
                    found[block.base.start : block.base.start + block.base.size],
                    minlength=block.size,
                )
            found[block.start : block.start + block.size] = sums
        return found

    def memberships(self, places: Whole, dimensions: Sequence[str]) -> Whole:
        """The cells of the rows at `places`: for each kind of cell in turn, one for every row."""
        found = []
        for block in self._wanted(dimensions):
            codes = block.codes[places] if block.base is None else block.parents[block.base.codes[places]]
            found.append(codes + block.start)
        return np.concatenate(found)

    def kinds(self, dimensions: Sequence[str]) -> int:
        """In how many cells every row is."""
        return len(self._wanted(dimensions))

    def names(self, cells: Whole) -> list[pa.Array]:
        """Grain, period, dimension and member of cells."""
        places = pa.array(cells)
        return [names.take(places) for names in self._all_names]

    @cached_property
    def _all_names(self) -> list[pa.Array]:
        columns: list[list[pa.Array]] = [[], [], [], []]
        for block in self._blocks:
            period, member = np.divmod(np.arange(block.size), max(len(block.members), 1))
            columns[0].append(pa.repeat(block.grain, block.size))
            columns[1].append(block.periods.take(pa.array(period)))
            columns[2].append(pa.repeat(block.dimension, block.size))
            columns[3].append(block.members.take(pa.array(member)))
        return [pa.concat_arrays(column) for column in columns]


def _quarters(periods: dict[Grain, Codes]) -> Whole:
    """The code of each month's quarter, by its label."""
    quarters = {label: code for code, label in enumerate(periods["quarter"].names.to_pylist())}
    labels = periods["month"].names.to_pylist()
    return np.array(
        [quarters[f"{label[:4]}-Q{(int(label[5:]) + 2) // 3}"] for label in labels], dtype=np.int64
    )
