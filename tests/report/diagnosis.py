"""What diagnosing would have made of the small company: signs in every state, causes with and without a figure."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from handfast.diagnosis.signs.registry import SIGNS

CLOSES = [datetime(2025, 6 + n, 1, 5) if n < 7 else datetime(2026, n - 6, 1, 5) for n in range(13)]
NOW = {
    "slow-follow-up": ("fires", 0.6, 0.3),
    "blind-handoff": ("fires", 0.12, 0.05),
    "give-aways": ("watch", 0.14, 0.1),
    "stalled-stage": ("too few", 0.2, 0.25),
    "low-trust": ("no data", None, 3.0),
}
CAUSES: tuple[tuple[Any, ...], ...] = (
    ("never-followed-up", "bookings", 12, "61000.00", "40000.00", "83000.00", 4.2, True),
    ("followed-up-late", "bookings", 90, "22000.00", "-9000.00", "51000.00", 1.2, False),
    ("gave-up-early", "bookings", 4, None, None, None, None, False),
    ("rejected-and-never-recycled", "bookings", 0, None, None, None, None, False),
    ("gone-cold", "bookings", 3, "2000.00", "1000.00", "3000.00", 2.2, True),
    ("unqualified-leads-worked", "cash", 40, "4800.00", "4800.00", "4800.00", None, True),
    ("spend-on-refused-leads", "cash", 9, "1800.00", "1800.00", "1800.00", None, True),
    ("give-aways", "cash", 0, "0.00", "0.00", "0.00", None, True),
    ("duplicate-work", "cash", 0, None, None, None, None, False),
)
TOTALS = (("bookings", "63000.00", "42000.00", "85000.00"), ("cash", "6600.00", "6600.00", "6600.00"))


def diagnosed_rows(promised: bool) -> dict[str, list[dict[str, Any]]]:
    """The rows of the tables that diagnosing makes; nothing fires where nobody promised anything."""
    return {
        "signs": _signs("fires" if promised else "watch"),
        "sign_rows": _sign_rows(),
        "costs": _costs("USD"),
        "cost_rows": _cost_rows(),
    }


def _signs(worst: str) -> list[dict[str, Any]]:
    return [
        {
            "sign_id": sign.id, "closed_at": at, "part": "", "party": sign.party, "value": value, "threshold": limit, "rows": 60 if value is not None else 0,
            "weeks": 13, "state": worst if state == "fires" else state,
            "since": CLOSES[9] if state == worst == "fires" and place >= 9 else None, "sentence": "So it is.",
        }
        for sign in SIGNS.values()
        for state, value, limit in [NOW.get(sign.id, ("clear", sign.threshold / 2, sign.threshold))]
        for place, at in enumerate(CLOSES)
    ]  # fmt: skip


def _sign_rows() -> list[dict[str, Any]]:
    return [
        {"sign_id": "slow-follow-up", "source": "slow-follow-up", "part": "follow-up", "happened_at": CLOSES[-2], "numerator": float(n < 36),
         "denominator": 1.0, "lead_id": f"L{n:05}", "owner_id": "ana"}
        for n in range(60)
    ]  # fmt: skip


def _costs(currency: str) -> list[dict[str, Any]]:
    rows = [("total", kind, None, amount, low, high, None, True) for kind, amount, low, high in TOTALS]
    return [
        {
            "currency": currency, "position": max(place - 1, 0), "cause": cause, "kind": kind, "period": "2025-Q2 to 2026-Q1", "leads": leads,
            "amount": _money(amount), "low": _money(low), "high": _money(high), "e_value": e_value, "counted": counted,
            "note": "" if cause == "total" else f"What is to be known of {cause}.",
        }
        for place, (cause, kind, leads, amount, low, high, e_value, counted) in enumerate([*rows, *CAUSES])
    ]  # fmt: skip


def _money(amount: str | None) -> Decimal | None:
    return Decimal(amount) if amount is not None else None


def _cost_rows() -> list[dict[str, Any]]:
    return [
        {"cause": "never-followed-up", "currency": "USD", "lead_id": f"L{n:05}", "handoff_id": f"sales:L{n:05}:1", "amount": 61000 / 12} for n in range(12)
    ]  # fmt: skip
