"""Many examples of a strategy at once, so that one evaluation can judge them together."""

from collections.abc import Callable
from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")


def drawn(strategy: SearchStrategy[T], count: int, start: int) -> list[T]:
    """`count` examples of a strategy (at most: equal ones are drawn once), the same for the same `start`."""
    examples: list[T] = []

    @seed(start)
    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(example: T) -> None:
        examples.append(example)

    run: Callable[[], None] = collect
    run()
    return examples
