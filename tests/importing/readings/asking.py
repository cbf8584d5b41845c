"""Properties of single columns, checked of many columns at once: planning the queries takes far longer than reading what they hold."""

from collections.abc import Callable, Generator, Sequence
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

COLUMNS = 12
"""Columns that are read together at most; half as many on average, so that a sixth of the examples reads as many columns."""

Ask = tuple[Sequence[str], str, dict[str, str]]
"""Texts of a column, the type it is read as, and what is told of it."""

Check = Callable[..., Generator[Ask, Any, None]]
"""Takes a case; yields what is to be read and is sent the column that came of it, as often as it likes."""


def of_columns(*strategies: st.SearchStrategy[Any]) -> Callable[[Check], Callable[..., None]]:
    """Make a check of one column a test of many, which are profiled together and read together."""

    def decorate(check: Check) -> Callable[..., None]:
        @given(cases=st.lists(st.tuples(*strategies), min_size=1, max_size=COLUMNS))
        @settings(
            max_examples=max(6, settings.default.max_examples // 25),
            deadline=None,
            suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
        )
        def test(read_all, cases):
            running = [check(*case) for case in cases]
            asked = [(one, next(one)) for one in running]
            while asked:
                columns = read_all([ask for _, ask in asked])
                again = []
                for (one, _), column in zip(asked, columns, strict=True):
                    try:
                        again.append((one, one.send(column)))
                    except StopIteration:
                        continue
                asked = again

        test.__name__, test.__doc__ = check.__name__, check.__doc__
        return test

    return decorate
