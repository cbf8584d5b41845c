"""What is a valid phone number, address, country, …: as the libraries say it, quickly where they need not be asked."""

import phonenumbers
import pyarrow as pa
import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from handfast.agreement.cycle import DataStandard
from handfast.engine.standards import (
    _PLAIN_EMAIL,
    ALSO_CALLED,
    country_code,
    judge_country,
    judge_date,
    judge_email,
    judge_number,
    judge_of,
    judge_phone,
    judge_url,
    plain_emails,
    refusals,
)
from handfast.engine.telephone import phone_number, plain_number

REGIONS = st.sampled_from(
    ["US", "GB", "DE", "FR", "IT", "IN", "BR", "AU", "JM", "KZ", "MX", "AR", "CI", "SM", "ZZ", None]
)
FORMATS = st.sampled_from(
    [
        phonenumbers.PhoneNumberFormat.E164,
        phonenumbers.PhoneNumberFormat.INTERNATIONAL,
        phonenumbers.PhoneNumberFormat.NATIONAL,
    ]
)


def as_the_library(text: str, region: str | None) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    return (
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        if phonenumbers.is_valid_number(number)
        else None
    )


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """A number of some country, as people write it, with some digits wrong."""
    region = draw(REGIONS.filter(lambda name: name not in (None, "ZZ")))
    example = phonenumbers.example_number(region)
    assert example is not None
    text = phonenumbers.format_number(example, draw(FORMATS))
    wrong = draw(
        st.dictionaries(st.integers(0, len(text) - 1), st.sampled_from("0123456789 -()+"), max_size=3)
    )
    return "".join(wrong.get(place, letter) for place, letter in enumerate(text))


@given(st.one_of(numbers(), st.text("+0123456789 ()-.x", max_size=20), st.text(max_size=12)), REGIONS)
def test_a_phone_number_is_what_the_library_says(text: str, region: str | None) -> None:
    assert phone_number(text, region) == as_the_library(text, region)


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("+1 212 555 0123", None),
        ("(212) 555-0123", "US"),
        ("020 7946 0958", "GB"),
        ("+44 20 7946 0958", "US"),
        ("0039 06 698", "DE"),
        ("911", "US"),
    ],
)
def test_common_ways_of_writing(text: str, region: str | None) -> None:
    assert phone_number(text, region) == as_the_library(text, region)


def test_plain_numbers_are_told_at_once() -> None:
    assert plain_number("+1 (212) 555-0123", None) == "+12125550123"
    assert plain_number("212.555.0123", "US") == "+12125550123"
    assert plain_number("1-212-555-0123", "US") is None, "the prefix is the library's business"
    assert plain_number("212 555 0123 x5", "US") is None


def test_a_bad_phone_number_says_what_would_be_right() -> None:
    assert judge_phone("+1 212 555 0123", None) is None
    assert "without its country" in str(judge_phone("555 0123", None))
    assert "as in +1 212 555 0123" in str(judge_phone("12", "US"))


@given(
    st.one_of(st.from_regex(_PLAIN_EMAIL, fullmatch=True), st.emails(), st.text("ab.@-_+é \"x'", max_size=20))
)
def test_an_address_is_what_the_library_says(text: str) -> None:
    try:
        validate_email(text.strip(), check_deliverability=False, test_environment=True)
        right = True
    except EmailNotValidError:
        right = False
    assert (judge_email(text) is None) == right


@pytest.mark.parametrize(
    ("text", "good"),
    [("ann@northwind.example", True), ("a@b.test", True), (" ann@x.com ", True), ("ann@localhost", False), ("ann@x", False),
     ("ann", False), ("a@@b.com", False),
     ("ann@b.invalid", False), ("änn@bücher.example", True), ("a..b@c.com", False), ("a@" + "b" * 64 + ".com", False)],
)  # fmt: skip
def test_addresses(text: str, good: bool) -> None:
    assert (judge_email(text) is None) == good


@pytest.mark.parametrize(
    ("text", "code"),
    [("US", "US"), ("usa", "US"), ("United States", "US"), ("Germany", "DE"), ("deu", "DE"), (" uk ", "GB"), ("Viet Nam", "VN"), ("Vietnam", "VN"),
     ("Narnia", None), ("", None), ("Côte d'Ivoire", "CI"), ("Taiwan", "TW"), ("South Korea", "KR")],
)  # fmt: skip
def test_countries(text: str, code: str | None) -> None:
    assert country_code(text) == code
    assert (judge_country(text) is None) == (code is not None)


def test_other_names_hide_no_country() -> None:
    assert {name: country_code(name) for name in ALSO_CALLED} == ALSO_CALLED


@pytest.mark.parametrize(
    ("judge", "good", "bad"),
    [
        (judge_url, ["https://northwind.example/a?b=c", "northwind.example", "http://a.b.co:8080"], ["", "not a url", "ftp://a.com", "https://", "a"]),
        (judge_date, ["2026-03-04", "2026-03-04T09:30:00Z", "20260304"], ["04.03.2026", "2026-13-01", "soon", ""]),
        (judge_number, ["1", "-1.5", "+.5", " 7. "], ["1,5", "1e5", "", "NaN", "٣", "1 000"]),
        (judge_of(DataStandard(field="industry", one_of=("software", "retail"))), ["software"], ["Software", "", "other"]),
    ],
)  # fmt: skip
def test_other_standards(judge, good: list[str], bad: list[str]) -> None:  # type: ignore[no-untyped-def]
    assert [text for text in good if judge(text) is not None] == []
    reasons = [judge(text) for text in bad]
    assert all(reasons), bad
    assert all(reason.startswith("it is n") for reason in reasons)


def test_a_standard_without_a_check_takes_anything() -> None:
    assert judge_of(DataStandard(field="title")) is None


ADDRESSES = st.one_of(
    st.from_regex(_PLAIN_EMAIL, fullmatch=True),
    st.emails(),
    st.text("ab.@-_+é \"x'\t", max_size=20),
    st.builds(
        lambda name, host: f"{name}@{host}", st.text("ab.-_9", max_size=70), st.text("aZ.-9", max_size=70)
    ),
    st.sampled_from(
        [
            "a@b.test",
            "a@x.LOCAL",
            "a@b.c",
            "a@ab--c.de",
            "a@b-.de",
            "a@-b.de",
            " a@b.de ",
            "a@localhost",
            f"a@{'b' * 64}.de",
        ]
    ),
)


@given(st.lists(ADDRESSES, max_size=8))
def test_what_is_told_of_all_values_together_is_told_of_each(values: list[str]) -> None:
    standard = DataStandard(field="email", valid="email")
    assert refusals(standard, values) == {
        place: reason for place, value in enumerate(values) if (reason := judge_email(value))
    }


def test_nearly_all_addresses_are_plain() -> None:
    usual = ["ann@acme.example", "Ann.Lee@mail.acme.co.uk", "a_b+news@acme-1.io"]
    assert plain_emails(pa.array(usual)).all()


def test_without_a_standard_for_the_value_nothing_is_refused() -> None:
    assert refusals(DataStandard(field="phone", valid="phone"), ["12"]) == {}
    assert list(refusals(DataStandard(field="stage", one_of=("a",)), ["a", "b"])) == [1]
