"""Open time, minute by minute on the clock: is this minute worked? Slow, and with nothing in it to get wrong."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@cache
def first_showing(zone, local):
    """The first minute (UTC) at which the clock on the wall shows `local` or a later time."""
    at = local.replace(tzinfo=UTC) - timedelta(hours=15)
    while at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) < local:
        at += MINUTE
    return at


def shifts(zone, hours, free, first, last):
    """The shifts (UTC) that start on the local days from `first` to `last`. `hours`: by weekday, as `09:00-17:00`; `free`: days without."""
    found = []
    day = first
    while day <= last:
        for text in [] if day in free else hours.get(NAMES[day.weekday()], []):
            start, end = (timedelta(hours=int(time[:2]), minutes=int(time[3:])) for time in text.split("-"))
            if end <= start:
                end += timedelta(days=1)
            midnight = datetime(day.year, day.month, day.day)
            found.append((first_showing(zone, midnight + start), first_showing(zone, midnight + end)))
        day += timedelta(days=1)
    return found


class OpenTime:
    """The open minutes of a span (aware UTC instants on whole minutes), less absences (aware UTC instants)."""

    def __init__(self, zone, hours, free, absences, first, last):
        self.first, self.last, self.absences = first, last, absences
        self.open = set()
        for begins, ends in shifts(
            zone, hours, free, first.date() - timedelta(days=4), last.date() + timedelta(days=4)
        ):
            at = begins
            while at < ends:
                self.open.add(at)
                at += MINUTE

    def minutes(self, since):
        """Each minute from the one that holds `since`, with what of it is worked after `since`, as (from, to)."""
        at = since.replace(second=0, microsecond=0)
        while at < self.last:
            if at in self.open:
                spans = [(max(at, since), at + MINUTE)]
                for away, back in self.absences:
                    spans = [
                        piece
                        for begins, ends in spans
                        for piece in ((begins, min(ends, away)), (max(begins, back), ends))
                        if piece[0] < piece[1]
                    ]
                yield from sorted(spans)
            at += MINUTE

    def between(self, since, until):
        """The open time between two instants."""
        passed = timedelta()
        for begins, ends in self.minutes(since):
            passed += max(min(ends, until) - begins, timedelta())
        return passed

    def due(self, since, length):
        """The earliest instant at which so much open time has passed; None when that is past the end."""
        for begins, ends in self.minutes(since):
            if ends - begins >= length:
                return begins + length
            length -= ends - begins
        return None
