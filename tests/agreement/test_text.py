"""Reading an agreement from disk: all faults in one pass, every encoding, nothing that crashes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.agreement.prose import prose_text
from handfast.agreement.text import load_agreement, load_agreements, read_agreement
from handfast.faults import InputFaults
from tests.agreement.small import SMALL, changed, faults, small

NORTHWIND = Path(__file__).parents[1] / "examples" / "northwind.yaml"

TEN = """\
handfast: 1
name: Ten faults at once
currency: USDD
calendar: {timezone: Europe/Berln, hours: {mon-fri: ["09:00-17:00"]}}
stages:
  - {id: mql, owner: marketing, time_limit: 1 busines day}
  - {id: sal, owner: salez}
qualified_lead:
  fit: [{if: "employees > > 50", points: 20}]
handoffs:
  - {id: sales, from: marketing, to: sales, when: {stage: mqll}}
commitments:
  - {id: follow-up, by: sales, promise: Soon, from: handoff.sale, until: first_touch,
     within: 0 hours, target: 90}
  - {id: volume, by: marketing, promise: Many, measure: sales_redy_leads, at_least: 9, evry: month}
"""


def messages(*paths: Path) -> list[str]:
    with pytest.raises(InputFaults) as caught:
        load_agreements(paths)
    return [str(fault) for fault in caught.value.faults]


def test_the_example_of_the_format_is_read_whole() -> None:
    agreement = load_agreement(NORTHWIND)
    assert agreement.name == "Northwind demand agreement"
    assert [commitment.id for commitment in agreement.commitments] == [
        "raised-hand", "follow-up", "persistence", "feedback", "no-shows", "reasons", "volume", "quality",
        "complete", "conversion", "pipeline",
    ]  # fmt: skip
    assert not agreement.signed


def test_ten_faults_and_more_are_told_in_one_pass_in_the_order_of_the_lines() -> None:
    assert faults(TEN) == [
        'a.yaml:3:11 currency: "USDD" is no currency; did you mean "USD"? [unknown-currency]',
        'a.yaml:4:22 calendar.timezone: "Europe/Berln" is no time zone; did you mean "Europe/Berlin"? [timezone]',
        'a.yaml:6:45 stage.mql.time_limit: "1 busines day" is no duration; did you mean "1 business day"? [duration]',
        'a.yaml:7:22 stage.sal.owner: "salez" is none of marketing, sales; did you mean sales? [choice]',
        'a.yaml:9:27 fit.1.if: ">" has no place here; a name, a number or a text in single quotes is wanted [condition]',
        'a.yaml:11:59 handoff.sales.when.stage: "mqll" is no stage; did you mean "mql"? [unknown-stage]',
        'a.yaml:13:53 follow-up.from: "handoff.sale" is no hand-off; did you mean "handoff.sales"? [unknown-handoff]',
        'a.yaml:14:14 follow-up.within: "0 hours" is no time at all; a duration is above zero [duration]',
        "a.yaml:14:31 follow-up.target: 90 is no share; did you mean 90%? [percentage]",
        'a.yaml:15:57 volume.measure: "sales_redy_leads" is no measure; did you mean "sales_ready_leads"? [unknown-measure]',
        'a.yaml:15:88 volume.evry: "evry" is no key of this clause; did you mean every? [unknown-key]',
    ]


def test_words_that_older_yaml_takes_for_truth_are_words() -> None:
    agreement = read_agreement(changed("one_of: [retail, health]", "one_of: [on, no, yes, off]"))
    assert agreement.data_standards[1].one_of == ("on", "no", "yes", "off")


def test_an_id_that_looks_like_a_number_keeps_its_zeros() -> None:
    agreement = read_agreement(changed("to: [kim]", "to: [0042, 1e5, 2026-01-01]"))
    assert agreement.routing[1].to == ("0042", "1e5", "2026-01-01")


def test_a_key_without_a_value_is_as_if_it_were_not_there() -> None:
    assert read_agreement(changed("show: team", "show:")).hash == small().hash


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_is_read_in_unicode_however_marked(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(changed("name: Small", "name: Über").encode(encoding))
    assert load_agreement(path).name == "Über"


def test_a_file_in_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(changed("name: Small", "name: Über").encode("latin-1"))
    assert messages(path) == ["a.yaml:2: it is not UTF-8; save it as UTF-8 [encoding]"]


def test_a_file_that_is_not_there_or_no_file_is_named(tmp_path: Path) -> None:
    assert messages(tmp_path / "b.yaml") == [f"b.yaml: there is no such file at {tmp_path / 'b.yaml'} [file]"]
    assert messages(tmp_path) == [f"{tmp_path.name}: it cannot be read: Is a directory [file]"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a.yaml: it is empty; an agreement begins with handfast: 1 [empty]"),
        ("# nothing yet\n", "a.yaml: it is empty; an agreement begins with handfast: 1 [empty]"),
        ("hello", "a.yaml:1:1: it is no agreement; write keys and values, as in name: Our agreement [type]"),
        ("[" * 30, "a.yaml:1:21: it is nested more than 20 deep [depth]"),
        ("#" * 300_000, "a.yaml: it has 300,000 characters; 262,144 are the most [size]"),
    ],
)
def test_what_is_no_agreement_at_all(text: str, message: str) -> None:
    assert faults(text) == [message]


def test_a_small_file_cannot_unfold_into_a_large_one() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert faults(bomb)[0] == "a.yaml:2:8: *a points elsewhere; write the value out [alias]"


def test_several_versions_say_from_when_they_hold(tmp_path: Path) -> None:
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(SMALL)
    new.write_text(changed("effective_from: 2026-01-01", "effective_from: 2026-07-01"))
    assert [a.effective_from.isoformat() for a in load_agreements([new, old]) if a.effective_from] == [
        "2026-01-01",
        "2026-07-01",
    ]
    new.write_text(changed("effective_from: 2026-01-01\n", ""))
    assert messages(old, new) == [
        "new.yaml:1:1 effective_from: it is missing; each of several versions says from when it holds [effective-from]"
    ]
    new.write_text(SMALL)
    assert messages(old, new) == [
        "new.yaml:1:1 effective_from: 2026-01-01 is the first day of old.yaml too; one version holds at a time [effective-from]"
    ]


def test_the_faults_of_every_file_are_told(tmp_path: Path) -> None:
    paths = [tmp_path / "one.yaml", tmp_path / "two.yaml"]
    for path in paths:
        path.write_text(changed("show: team", "show: reps"))
    assert messages(*paths) == [
        f'{path.name}:7:7 show: "reps" is none of team, person [choice]' for path in paths
    ]


PIECES = [
    "[",
    "]",
    "{",
    "}",
    ": ",
    "- ",
    '"',
    "'",
    "#",
    "&a ",
    "*a ",
    "!!int ",
    "|\n",
    "~",
    "1e999",
    ".nan",
    "-1",
    "\x00",
    "\t",
    "9" * 5000,
]


@given(
    at=st.integers(0, len(SMALL)),
    cut=st.integers(0, 12),
    piece=st.sampled_from([*PIECES, *SMALL.replace(",", " ").split()]) | st.text(max_size=8),
)
def test_any_slip_of_the_pen_is_an_agreement_or_a_list_of_faults(at: int, cut: int, piece: str) -> None:
    try:
        agreement = read_agreement(SMALL[:at] + piece + SMALL[at + cut :])
    except InputFaults as error:
        assert error.faults
        assert all(
            fault.message and fault.code and "Input should" not in fault.message for fault in error.faults
        )
    else:
        assert prose_text(agreement)
        assert agreement.hash
