"""Faults of currency codes."""

from collections.abc import Iterator

import pycountry

from handfast.agreement.clause import quoted
from handfast.agreement.near import near
from handfast.agreement.places import Document
from handfast.faults import Fault


def currency_faults(document: Document) -> Iterator[Fault]:
    """A fault when the agreement's currency is none of ISO 4217."""
    value = document.at(("currency",))
    said = currency_message(" ".join(value.split())) if isinstance(value, str) else None
    if said:
        yield document.fault(document.place(("currency",)), "currency", said, "unknown-currency")


def currency_message(value: str) -> str | None:
    """What is wrong with a currency code; None when it is one."""
    names = {currency.alpha_3: currency.name for currency in pycountry.currencies}
    if value in names:
        return None
    called = [code for code, name in names.items() if name.casefold() == value.casefold()]
    meant = [value.upper()] if value.upper() in names else called or near(value, names, 1)
    hint = f'did you mean "{meant[0]}"?' if meant else "write its three letters, as in USD or EUR"
    return f"{quoted(value)} is no currency; {hint}"
