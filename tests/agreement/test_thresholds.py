"""Thresholds: what qualifies, what half of it does, and what is still missing."""

from decimal import Decimal

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from sqlglot import exp

from handfast.agreement.conditions import ConditionFault
from handfast.agreement.thresholds import MOST, Missing, Threshold, parse_threshold

points = st.integers(-60, 120).map(float) | st.floats(-100, 200, allow_nan=False).map(
    lambda value: round(value, 6)
)
bounds = st.tuples(
    st.sampled_from(["fit", "engagement", "score"]),
    st.sampled_from([">=", ">"]),
    st.sampled_from(["30", "25", "0", "-10", "12.5", "80"]),
).map(" ".join)
texts = st.recursive(
    bounds,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=2).map(" and ".join),
        st.lists(inner.map(lambda text: f"({text})"), min_size=2, max_size=2).map(" or ".join),
    ),
    max_leaves=5,
)


def obvious(text, fit, engagement):
    """Whether points qualify, by Python's own reading of the text, which for these says the same."""
    return eval(text, {"fit": fit, "engagement": engagement, "score": round(fit + engagement, 6)})


@given(texts, points, points)
def test_a_compiled_threshold_says_what_the_text_says(text, fit, engagement):
    threshold = parse_threshold(text)
    values = {"fit": fit, "engagement": engagement, "score": round(fit + engagement, 6)}
    columns = {name: exp.cast(exp.Literal.string(repr(value)), "double") for name, value in values.items()}
    sql = exp.select(threshold.compile(columns)).sql("duckdb")
    expected = obvious(text, fit, engagement)
    assert duckdb.sql(sql).fetchall() == [(expected,)]
    assert threshold.holds(fit, engagement) is expected
    assert parse_threshold(threshold.text) == threshold


@given(texts, points, points)
def test_with_what_is_missing_it_qualifies_and_with_less_it_does_not(text, fit, engagement):
    threshold = parse_threshold(text)
    missing = threshold.missing(fit, engagement)
    assert min(missing.fit, missing.engagement, missing.either) >= 0
    fit, engagement = Decimal(str(fit)) + missing.fit, Decimal(str(engagement)) + missing.engagement
    assert threshold.holds(fit + missing.either, engagement)
    assert threshold.holds(fit, engagement + missing.either)
    step = Decimal("0.000001")
    for part in (missing.fit, missing.engagement, missing.either):
        if part:
            less = threshold.missing(
                fit - (step if part is missing.fit else 0),
                engagement + missing.either - (0 if part is missing.fit else step),
            )
            assert less.total > 0


@given(texts, points, points)
def test_half_the_points_reach_what_is_halved(text, fit, engagement):
    threshold = parse_threshold(text)
    fit, engagement = round(fit, 4), round(engagement, 4)
    assert threshold.halved().holds(Decimal(str(fit)) / 2, Decimal(str(engagement)) / 2) is threshold.holds(
        fit, engagement
    )


@pytest.mark.parametrize(
    ("text", "fit", "engagement", "missing"),
    [
        ("fit >= 30 and engagement >= 25", 10.5, 25, Missing(Decimal("19.5"), Decimal(0), Decimal(0))),
        ("fit >= 30 and engagement >= 25", 30, 25, Missing(Decimal(0), Decimal(0), Decimal(0))),
        ("fit >= 30 and score >= 60", 20, 10, Missing(Decimal(10), Decimal(0), Decimal(20))),
        ("fit >= 30 or score >= 60", 20, 35, Missing(Decimal(0), Decimal(0), Decimal(5))),
        ("engagement > 25", 0, 25, Missing(Decimal(0), Decimal("0.000001"), Decimal(0))),
    ],
)
def test_what_is_missing(text, fit, engagement, missing):
    assert parse_threshold(text).missing(fit, engagement) == missing


def test_halves_words_and_points():
    threshold = parse_threshold("fit>=30 AND engagement > 25 or score >= 80")
    assert threshold.text == str(threshold) == "fit >= 30 and engagement > 25 or score >= 80"
    assert threshold.halved().text == "fit >= 15 and engagement > 12.5 or score >= 40"
    assert threshold.words() == "fit is at least 30 and engagement is above 25, or score is at least 80"
    assert parse_threshold("fit >= 30 and (engagement >= 5 or score >= 50)").words() == (
        "fit is at least 30 and either engagement is at least 5 or score is at least 50"
    )
    assert threshold.points == ("fit", "engagement", "score")
    assert parse_threshold("score >= 5").points == ("score",)


def test_unknown_points_do_not_qualify_and_an_operation_keeps_its_brackets():
    threshold = parse_threshold("fit >= 30")
    sql = exp.select(threshold.compile({"fit": exp.cast(exp.Null(), "double")})).sql("duckdb")
    assert duckdb.sql(sql).fetchall() == [(False,)]
    either = exp.Or(this=exp.false(), expression=exp.true())
    assert "(FALSE OR TRUE) >=" in threshold.compile({"fit": either}).sql("duckdb")


@pytest.mark.parametrize(
    ("text", "message", "offset"),
    [
        ("fit", "a threshold compares fit, engagement or score with a number, as in fit >= 30", 0),
        ("fit < 3", "a threshold says >= or > on fit, engagement or score, joined by and, or", 0),
        ("not fit > 3", "a threshold says >= or > on fit, engagement or score, joined by and, or", 0),
        ("30 <= fit", "a threshold says >= or > on fit, engagement or score, joined by and, or", 0),
        ("30 >= fit", "fit, engagement or score stands on the left, a number on the right", 0),
        ("fits >= 3", '"fits" is no sum of points; did you mean "fit"?', 0),
        ("lead.fit >= 3", '"lead.fit" is no sum of points; did you mean "fit"?', 0),
        ("age >= 3", '"age" is no sum of points; there are fit, engagement and score', 0),
        ("fit >= 3 and engagement", "engagement is compared with a number, as in engagement >= 30", 13),
        ("fit >= '3'", "fit is compared with a number, as in fit >= 30", 7),
        ("fit >= score", "fit is compared with a number, as in fit >= 30", 7),
        ("fit + engagement >= 3", "fit, engagement or score stands on the left, a number on the right", 0),
        ("fit >= 99999999999", "99999999999 points are beyond any score", 7),
        ("fit >= 1 and " * MOST + "fit >= 1", "at most 12 comparisons make a threshold", 13 * MOST),
        ("fit == 3", '"==" is no comparison; did you mean "="?', 4),
        ("true", "a threshold says >= or > on fit, engagement or score, joined by and, or", 0),
    ],
)
def test_faults_say_what_would_be_right_and_where(text, message, offset):
    with pytest.raises(ConditionFault) as caught:
        parse_threshold(text)
    assert (caught.value.message, caught.value.offset) == (message, offset)


@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(["fit", "score", ">=", ">", "=", "30", "and", "or", "not", "(", ")", "-", "'x'"]),
        max_size=12,
    ).map(" ".join)
)
def test_any_text_is_a_threshold_or_refused(text):
    try:
        threshold = parse_threshold(text)
    except ConditionFault as fault:
        assert 0 <= fault.offset <= len(text)
    else:
        assert threshold.missing(0, 0).total >= 0
        assert parse_threshold(threshold.halved().text) == threshold.halved()


def test_a_threshold_is_a_field_type():
    class Definition(BaseModel):
        qualifies_when: Threshold

    assert Definition.model_validate({"qualifies_when": "fit>=3"}).model_dump(mode="json") == {
        "qualifies_when": "fit >= 3"
    }
    for wrong in ("fit", 5):
        with pytest.raises(ValidationError):
            Definition.model_validate({"qualifies_when": wrong})
