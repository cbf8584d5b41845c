"""The field's conventions: complete, honest about where they come from, and nobody's promise."""

from handfast.agreement.calendar import build_calendar
from handfast.agreement.defaults import CONVENTION, SOURCES, default_agreement


def test_every_clause_has_its_source_and_every_source_its_clause() -> None:
    assert {clause.id for clause in default_agreement().clauses()} == set(SOURCES)


def test_a_source_says_more_than_its_name() -> None:
    for clause, source in SOURCES.items():
        assert source.source == CONVENTION or "," in source.source, clause
        assert source.words.endswith("."), clause


def test_nobody_has_promised_anything() -> None:
    agreement = default_agreement()
    assert not agreement.signed
    assert agreement.owner("marketing") is None
    assert agreement.owner("sales") is None


def test_work_is_office_hours_in_utc_without_holidays() -> None:
    clause = default_agreement().calendar
    assert (clause.timezone, clause.holidays, clause.closed) == ("UTC", None, ())
    assert build_calendar(clause).longest_day == 8 * 3_600_000_000


def test_stages_are_found_by_what_other_systems_call_them() -> None:
    agreement = default_agreement()
    labels = {
        "lead": "inquiry",
        "marketingqualifiedlead": "mql",
        "Marketing Qualified Lead": "mql",
        "Working - Contacted": "sal",
        "salesqualifiedlead": "sql",
        "OPPORTUNITY": "opportunity",
        " customer ": "customer",
    }
    assert {label: agreement.stage_labels[label.strip().lower()] for label in labels} == labels
    for label, stage in labels.items():
        found = agreement.stage(label)
        assert found is not None
        assert found.id == stage
    assert agreement.stage("Closed - Not Converted") is None
