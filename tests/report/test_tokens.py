"""Colours carry meaning, so everyone must be able to read them."""

import pytest

from handfast.report.tokens import GROUNDS, MARKS, TEXT, TOKENS, contrast


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("token", TEXT)
@pytest.mark.parametrize("shade", ["light", "dark"])
def test_text_passes_aa_on_its_grounds(token: str, ground: str, shade: str) -> None:
    assert contrast(getattr(TOKENS[token], shade), getattr(TOKENS[ground], shade)) >= 4.5


def test_contrast_is_what_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_each_state_has_its_own_shape() -> None:
    assert len(set(MARKS.values())) == len(MARKS)
