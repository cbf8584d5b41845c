"""What commands are given: agreements, instants, zones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import typer

if TYPE_CHECKING:
    from handfast.agreement.model import Agreement


@dataclass(frozen=True, slots=True)
class Given:
    """The agreements that a command applies, and whether anybody promised anything by them."""

    agreements: "tuple[Agreement, ...]"
    promised: bool


def given_agreements(files: Sequence[Path]) -> Given:
    """Those in the files, or the field's conventions where there are none. Raises InputFaults with the faults of every file."""
    if not files:
        from handfast.agreement.defaults import default_agreement

        return Given((default_agreement(),), False)
    from handfast.agreement.text import load_agreements

    return Given(load_agreements(files), True)


def check_zone(zone: str | None) -> None:
    """Raises typer.BadParameter unless it is an IANA zone, or not given."""
    if zone is None:
        return
    from handfast.record.zones import known_zone

    if not known_zone(zone):
        raise typer.BadParameter(
            f'"{zone}" is no time zone; write its IANA name, as in Europe/Berlin', param_hint="--zone"
        )


def read_instant(text: str | None, zone: str | None) -> datetime | None:
    """An instant in UTC of ISO 8601 text; without an offset it is meant in the zone, a day alone means its first moment.

    Raises typer.BadParameter when it can't be read.
    """
    if text is None:
        return None
    try:
        read = datetime.fromisoformat(text.strip())
        return (read if read.tzinfo else read.replace(tzinfo=ZoneInfo(zone or "UTC"))).astimezone(UTC)
    except (ValueError, OverflowError):
        message = f'"{text}" is no instant; write 2026-06-01T09:00:00Z, 2026-06-01T11:00+02:00 or 2026-06-01'
        raise typer.BadParameter(message, param_hint="--as-of") from None
