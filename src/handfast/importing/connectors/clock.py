"""The time, and waiting; both enter from outside, so that a test of an hour's patience takes no time."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What tells the time and waits."""

    def now(self) -> datetime:
        """The instant it is, in UTC, with its zone."""

    def sleep(self, seconds: float) -> None:
        """Come back after so many seconds."""


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """The instant it is, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)
