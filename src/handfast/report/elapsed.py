"""How long a promise's clocks have run, in the time that the promise is made in: business time, or time by the clock."""

from dataclasses import dataclass

from handfast.report import words

DAY = 86_400
BY_CLOCK = """(
      select c.* replace (
        date_sub('second', c.started_at, least(c.stopped_at, h.ended_at, cast(:as_of as timestamp))) as elapsed_seconds
      )
      from findings.clocks as c left join findings.handoffs as h on h.handoff_id = c.handoff_id
    )"""
"""findings.clocks with elapsed_seconds by the clock: from the start to the stop, the hand-off's end or as_of, whichever is first."""


@dataclass(frozen=True, slots=True)
class Elapsed:
    """The time in which a promise is made.

    Attributes:
        business: whether it is business time, which is what findings.clocks has.
        day: the length of a day of it, in seconds.
    """

    business: bool
    day: int

    def clocks(self, sql: str) -> str:
        """A query over findings.clocks with elapsed_seconds in this time; where it is the clock's, it has a place `as_of`."""
        return sql if self.business else sql.replace("findings.clocks", BY_CLOCK)

    def said(self, seconds: float | None) -> str:
        """A length of this time; it is named where it is business time."""
        return words.seconds(seconds, business=self.business, day=self.day)

    @property
    def name(self) -> str:
        """What it is called before `from … to …`."""
        return "Business time" if self.business else "Time by the clock"
