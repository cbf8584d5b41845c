"""What a value must be to meet a data standard: a valid phone number, address, country, … or one of a list.

Pure functions of a value: the reason why it is refused and what would be right, or None. Each distinct value is judged once;
what is plainly right is told for all values together.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from urllib.parse import urlsplit

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pycountry
from email_validator import EmailNotValidError, validate_email
from numpy.typing import NDArray

from handfast.agreement.cycle import DataStandard
from handfast.engine.telephone import phone_number

Judge = Callable[[str], str | None]

_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_DOMAIN_LABEL = r"(?![A-Za-z0-9-]{2}--)[A-Za-z0-9](?:[A-Za-z0-9-]{0,60}[A-Za-z0-9])?"
_PLAIN_EMAIL = re.compile(
    rf"(?P<local>{_LOCAL}(?:\.{_LOCAL})*)@(?P<domain>(?:{_DOMAIN_LABEL}\.)+[A-Za-z]{{2,62}})", re.ASCII
)
LONGEST_LOCAL, LONGEST_EMAIL = 64, 200
_LOCAL_64 = r"[A-Za-z0-9_+-]{1,32}(\.[A-Za-z0-9_+-]{1,31})?"
"""At most 64 characters, by the shape alone: one dot or none."""
_LABEL_RE2 = r"[A-Za-z0-9]([A-Za-z0-9-]{0,60}[A-Za-z0-9])?"
ODD_RE2 = r"--|[@.](arpa|invalid|local|localhost|onion|test)$"
"""What a second look is for. Two hyphens stand in a label at places that only some addresses may use."""
ODD_DOMAINS = re.compile(r"(^|\.)(arpa|invalid|local|localhost|onion|test)$", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"({_LABEL}\.)+[a-z]{{2,63}}|xn--{_LABEL}", re.IGNORECASE)
ALSO_CALLED = {
    "uk": "GB", "u.k.": "GB", "great britain": "GB", "britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB",
    "u.s.": "US", "u.s.a.": "US", "united states of america": "US", "america": "US", "uae": "AE", "holland": "NL", "the netherlands": "NL",
    "south korea": "KR", "korea": "KR", "north korea": "KP", "russia": "RU", "czech republic": "CZ", "ivory coast": "CI", "turkey": "TR", "vietnam": "VN",
    "iran": "IR", "syria": "SY", "laos": "LA", "macedonia": "MK", "swaziland": "SZ", "cape verde": "CV", "east timor": "TL", "burma": "MM", "palestine": "PS",
    "vatican": "VA", "brunei": "BN", "micronesia": "FM", "macau": "MO", "congo": "CG", "kosovo": "XK", "xk": "XK", "deutschland": "DE",
}  # fmt: skip
"""Names of countries in common use beyond those of ISO 3166."""


def judge_of(standard: DataStandard) -> Judge | None:
    """What judges a standard's values, whatever country they are of; None when any value will do. Phones need `judge_phone`."""
    if standard.one_of:
        return _one_of(tuple(standard.one_of))
    return JUDGES.get(standard.valid or "")


def _one_of(allowed: Sequence[str]) -> Judge:
    listed = "it is none of " + ", ".join(sorted(allowed))
    return lambda value: None if value in allowed else listed


def judge_phone(value: str, region: str | None) -> str | None:
    """A phone number, by the numbering plan of its country code or, without one, of the region (two letters)."""
    if phone_number(value.strip(), region) is not None:
        return None
    if region is None and not value.strip().startswith("+"):
        return "it is no valid phone number without its country; write it with the country code, as in +1 212 555 0123"
    return "it is no valid phone number; write it with the country code, as in +1 212 555 0123"


def refusals(standard: DataStandard, values: Sequence[str] | pa.Array) -> dict[int, str]:
    """The places of the values that a standard refuses, and why. Of phones, which need a country, none."""
    judge = judge_of(standard)
    if judge is None:
        return {}
    texts = values if isinstance(values, pa.Array) else pa.array(values, pa.string())
    places = np.flatnonzero(~plain_emails(texts)) if judge is judge_email else np.arange(len(texts))
    looked_at = texts.take(pa.array(places)).to_pylist()
    return {
        place: reason
        for place, value in zip(places.tolist(), looked_at, strict=True)
        if (reason := judge(value))
    }


def plain_emails(values: pa.Array) -> NDArray[np.bool_]:
    """Which texts are addresses as nearly all are: what `judge_email` accepts at a glance. The others may be right too."""
    text = pc.utf8_trim_whitespace(values)
    plain = pc.match_substring_regex(text, rf"^{_LOCAL_64}@({_LABEL_RE2}\.)+[A-Za-z]{{2,62}}$")
    odd = pc.match_substring_regex(text, ODD_RE2, ignore_case=True)
    short = pc.less_equal(pc.binary_length(text), LONGEST_EMAIL)
    found: NDArray[np.bool_] = pc.and_(pc.and_not(plain, odd), short).to_numpy(zero_copy_only=False)
    return found


def judge_email(value: str) -> str | None:
    """An e-mail address by its syntax alone: nothing is looked up, and the domains reserved for examples and tests will do."""
    text = value.strip()
    plain = _PLAIN_EMAIL.fullmatch(text)
    if (
        plain
        and len(plain["local"]) <= LONGEST_LOCAL
        and len(text) <= LONGEST_EMAIL
        and not ODD_DOMAINS.search(plain["domain"])
    ):
        return None
    try:
        validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        return f"it is no valid e-mail address: {str(error).rstrip('.')}"
    return None


def judge_country(value: str) -> str | None:
    """A country by its code (ISO 3166-1, two or three letters), its name or a common other name."""
    return (
        None if country_code(value) else "it is no country; write its name or its two-letter code, as in US"
    )


def country_code(value: str) -> str | None:
    """The two-letter code of a country, or None when there is none of that name."""
    return _countries().get(value.strip().lower())


@cache
def _countries() -> Mapping[str, str]:
    found = dict(ALSO_CALLED)
    for country in pycountry.countries:
        for key in ("alpha_2", "alpha_3", "name", "official_name", "common_name"):
            if name := getattr(country, key, None):
                found[name.lower()] = country.alpha_2
    return found


def judge_url(value: str) -> str | None:
    """A web address, with or without https://."""
    text = value.strip()
    reason = "it is no web address; write it as in https://northwind.example/pricing"
    if re.search(r"\s", text):
        return reason
    try:
        parts = urlsplit(text if "//" in text else f"https://{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        return reason
    good = parts.scheme in ("http", "https") and host and _HOST.fullmatch(host) and port != 0
    return None if good else reason


def judge_date(value: str) -> str | None:
    """A day, or an instant, in ISO 8601."""
    text = value.strip()
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            read(text)
        except ValueError:
            continue
        return None
    return "it is no date; write it as in 2026-03-04"


def judge_number(value: str) -> str | None:
    """A plain decimal number."""
    return (
        None
        if _NUMBER.fullmatch(value.strip())
        else "it is no number; write it without unit or separators, as in 1250.5"
    )


JUDGES: Mapping[str, Judge] = {
    "email": judge_email, "country": judge_country, "url": judge_url, "date": judge_date, "number": judge_number,
}  # fmt: skip
