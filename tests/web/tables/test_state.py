"""The state of a listing is its address."""

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from handfast.web.tables.state import ALONE, OPS, PER, Filter, State, read_state

COLUMNS = ("team", "handed_at")
FILTERS = st.sampled_from(list(OPS)).flatmap(
    lambda op: st.builds(
        Filter,
        st.sampled_from(COLUMNS),
        st.just(op),
        st.just("") if op in ALONE else st.text(min_size=1, max_size=9),
    )
)
STATES = st.builds(
    State,
    sort=st.sampled_from(COLUMNS),
    down=st.booleans(),
    page=st.integers(1, 10_000),
    per=st.sampled_from(PER),
    filters=st.lists(FILTERS, max_size=3, unique=True).map(tuple),
)


@given(STATES)
def test_an_address_says_the_state_that_it_was_made_of(state: State) -> None:
    assert read_state(QueryDict(state.address().removeprefix("?")), COLUMNS) == state


@given(st.text(max_size=60))
def test_whatever_an_address_says_gives_a_state(text: str) -> None:
    state = read_state(QueryDict(text), COLUMNS)
    assert state.page >= 1
    assert state.per in PER
    assert all(one.column in COLUMNS for one in state.filters)


def test_a_usual_state_needs_no_words() -> None:
    assert State().address() == "?"


def test_another_click_on_a_heading_turns_the_order_round() -> None:
    once = read_state(QueryDict(State(page=4).sorted_by("team", False).removeprefix("?")), COLUMNS)
    twice = read_state(QueryDict(once.sorted_by("team", False).removeprefix("?")), COLUMNS)
    assert (once.sort, once.down, once.page) == ("team", False, 1)
    assert (twice.sort, twice.down) == ("team", True)
