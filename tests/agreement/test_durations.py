"""Durations: what is read, what is refused and in which words, and what a text's length is."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from handfast.agreement.durations import Duration, DurationFault, parse_duration

HOUR = 3_600_000_000


@pytest.mark.parametrize(
    ("text", "amount", "unit", "business", "canonical"),
    [
        ("30 minutes", 30, "minutes", False, "30 minutes"),
        ("1 minute", 1, "minutes", False, "1 minute"),
        ("1 hours", 1, "hours", False, "1 hour"),
        ("90 days", 90, "days", False, "90 days"),
        ("2 weeks", 2, "weeks", False, "2 weeks"),
        ("30 business minutes", 30, "minutes", True, "30 business minutes"),
        ("1 business hour", 1, "hours", True, "1 business hour"),
        ("010 business days", 10, "days", True, "10 business days"),
        ("1.50 days", Decimal("1.5"), "days", False, "1.5 days"),
        ("  2   business\ndays ", 2, "days", True, "2 business days"),
    ],
)
def test_durations_are_read(text, amount, unit, business, canonical):
    duration = parse_duration(text)
    assert duration == Duration(Decimal(amount), unit, business)
    assert duration.canonical == str(duration) == canonical


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 busines hour", '"1 busines hour" is no duration; did you mean "1 business hour"?'),
        ("30min", '"30min" is no duration; did you mean "30 minutes"?'),
        ("one day", '"one day" is no duration; did you mean "1 day"?'),
        ("half an hour", '"half an hour" is no duration; did you mean "30 minutes"?'),
        ("1,5 hours", '"1,5 hours" is no duration; did you mean "1.5 hours"?'),
        ("2 working days", '"2 working days" is no duration; did you mean "2 business days"?'),
        ("0 days", '"0 days" is no time at all; a duration is above zero'),
        ("0.000 business hours", '"0.000 business hours" is no time at all; a duration is above zero'),
        ("-3 days", '"-3 days" is below zero; a duration is above zero'),
        (
            "1 month",
            '"1 month" is no duration: months and years differ; write days or weeks, as in "30 days"',
        ),
        (
            "2 business weeks",
            '"2 business weeks" is no duration: business weeks differ; write business days, as in "5 business days"',
        ),
        ("", '"" is no duration; write a number and a unit, as in "2 days" or "1 business day"'),
        ("soon", '"soon" is no duration; write a number and a unit, as in "2 days" or "1 business day"'),
        (
            "1 2 days",
            '"1 2 days" is no duration; write a number and a unit, as in "2 days" or "1 business day"',
        ),
        ("600 weeks", '"600 weeks" is longer than ten years'),
    ],
)
def test_what_is_no_duration_says_what_would_be(text, message):
    with pytest.raises(DurationFault) as caught:
        parse_duration(text)
    assert str(caught.value) == message


@given(st.text(max_size=40) | st.from_regex(r"[0-9.,+-]{0,6} ?(business|busines|bd)? ?(day|hours|min|wk)?s?"))
def test_any_text_is_read_or_refused_and_suggestions_can_be_read(text):
    try:
        duration = parse_duration(text)
    except DurationFault as fault:
        _, asked, meant = str(fault).rpartition('did you mean "')
        if asked and "did you mean" not in text:
            parse_duration(meant.removesuffix('"?'))
    else:
        assert parse_duration(duration.canonical) == duration
        assert duration.microseconds(8 * HOUR) > 0


def test_lengths():
    assert parse_duration("1.5 hours").microseconds() == 3 * HOUR // 2
    assert parse_duration("2 weeks").microseconds() == 14 * 24 * HOUR
    assert parse_duration("30 business minutes").microseconds() == HOUR // 2
    assert parse_duration("2 business days").microseconds(31 * HOUR // 4) == 31 * HOUR // 2
    with pytest.raises(ValueError, match="no length without a calendar"):
        parse_duration("1 business day").microseconds()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1 business day", "1 business day"),
        ("90 minutes", "90 minutes"),
        ("1.5 hours", "1 hour 30 minutes"),
        ("1.5 business hours", "1 hour 30 minutes of business time"),
        ("2.5 business days", "2.5 business days"),
    ],
)
def test_durations_in_words(text, words):
    assert parse_duration(text).words() == words


def test_a_duration_is_a_field_type():
    class Clause(BaseModel):
        within: Duration

    assert Clause.model_validate({"within": "2 days"}).model_dump(mode="json") == {"within": "2 days"}
    assert Clause.model_json_schema()["properties"]["within"]["type"] == "string"
    with pytest.raises(ValidationError, match="did you mean"):
        Clause.model_validate({"within": "2 dasy"})
    with pytest.raises(ValidationError, match='"3" is no duration'):
        Clause.model_validate({"within": 3})
