"""Which version of the agreement holds at an instant, and what it calls things."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handfast.agreement.model import Agreement, Stage


def zone_of(agreement: Agreement) -> ZoneInfo:
    """The agreement's own zone."""
    return ZoneInfo(agreement.calendar.timezone)


def local_midnight(day, zone: ZoneInfo) -> datetime:
    """The first instant of a local day."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def start_of(agreement: Agreement) -> datetime | None:
    """The instant from which a version holds: its day's local midnight."""
    return local_midnight(agreement.effective_from, zone_of(agreement)) if agreement.effective_from else None


class Versions:
    """The versions of one agreement, in the order in which they come into force."""

    def __init__(self, agreements: list[Agreement]) -> None:
        self.all = sorted(agreements, key=lambda agreement: str(agreement.effective_from))

    def at(self, t: datetime) -> Agreement:
        """The version in force: the last that has begun; before all of them, the first."""
        begun = [version for version in self.all[1:] if start_of(version) <= t]
        return begun[-1] if begun else self.all[0]

    def starts(self) -> list[datetime]:
        """The instants at which one version replaces another."""
        return [start_of(version) for version in self.all[1:]]


def stage_called(version: Agreement, name: object) -> Stage | None:
    """The stage of that id or label, trimmed, A to Z in lower case."""

    def plain(text: object) -> str:
        return "".join(letter.lower() if "A" <= letter <= "Z" else letter for letter in str(text).strip())

    for stage in version.stages:
        if plain(stage.id) == plain(name):
            return stage
    for stage in version.stages:
        if plain(name) in map(plain, stage.also_called):
            return stage
    return None


def position(version: Agreement, stage_id: str) -> int | None:
    """A stage's place in the cycle; None when the version doesn't know it."""
    return next((n for n, stage in enumerate(version.stages) if stage.id == stage_id), None)


def day_of(t: datetime, zone: ZoneInfo):
    """The local day of an instant."""
    return t.astimezone(zone).date()


def period_of(t: datetime, per: str, zone: ZoneInfo) -> object:
    """The calendar day, week (from Monday), month, or for ever, that an instant falls in."""
    day = day_of(t, zone)
    return {
        "day": day,
        "week": day - timedelta(days=day.weekday()),
        "month": (day.year, day.month),
        "ever": None,
    }[per]


def end_of_day(t: datetime, zone: ZoneInfo) -> datetime:
    """The last instant of an instant's local day."""
    return local_midnight(day_of(t, zone) + timedelta(days=1), zone) - timedelta(microseconds=1)


def side_of_team(version: Agreement, team: object) -> str | None:
    """The side of a team; a side is its own."""
    return team if team in ("marketing", "sales") else version.teams.get(team)


def belongs(version: Agreement, user: dict[str, object] | None, to: str) -> bool:
    """Whether a user is of the team or side `to`."""
    if user is None:
        return False
    side = user.get("side") or version.teams.get(user.get("team"))
    return user.get("team") == to or side == to
