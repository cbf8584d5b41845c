"""backtest.html: one file that loads nothing, whose figures open lists that hold the very leads."""

import json
import re

import duckdb
import pytest

from handfast.report.replay_files import publish_replay
from handfast.report.replay_page import MOST_ROWS, drills, replay_page
from tests.diagnosis.replay.company import agreement, company
from tests.diagnosis.replay.test_replay import replayed


@pytest.fixture(scope="module")
def replay():
    return replayed(company(), agreement(30), agreement(10, within="1 business hour"))


@pytest.fixture(scope="module")
def page(replay):
    return replay_page(replay)


def test_it_loads_nothing(page):
    assert not re.search(r"""(?:src|href)=["'](?!#)""", page)
    assert "@import" not in page and "url(" not in page


def test_every_sentence_of_the_terminal_is_on_it(replay, page):
    for sentence in replay.sentences:
        assert sentence.replace("'", "&#39;") in page


def test_every_figure_opens_a_list_that_is_there(page):
    opened = set(re.findall(r'class="fig" href="#(rows-\d+)"', page))
    assert opened and opened <= set(re.findall(r'id="(rows-\d+)"', page))


def test_simulated_promises_are_called_so(page):
    assert "Simulated, not counted" in page and "follow-up, simulated:" in page


def test_bounds_are_said(replay, page):
    low, high = replay.wins_of_enters
    assert f"Leads won among those who enter: {low:,} to {high:,}" in page


def test_lists_and_files_hold_the_same_leads(replay, tmp_path, monkeypatch):
    assert publish_replay(replay, tmp_path) == tmp_path / "backtest.html"
    monkeypatch.chdir(tmp_path)
    for rows in drills(replay):
        found = duckdb.sql(rows.sql).to_arrow_table()
        assert len(found) == rows.count
        first = [row[0] for row in rows.sample]
        name = rows.columns[0]
        assert [str(row[name]) for row in found.to_pylist()][:MOST_ROWS] == first
    data = json.loads((tmp_path / "backtest.json").read_text())
    (enters,) = duckdb.sql(
        "select count(*) from 'backtest/leads.parquet' where \"group\" = 'enters'"
    ).fetchall()
    assert enters == (data["enters"]["handoffs"],) == (replay.enters.handoffs,)


def test_months_add_up(replay):
    assert sum(month.before for month in replay.by_month) == replay.both.handoffs + replay.leaves.handoffs
    assert sum(month.after for month in replay.by_month) == replay.both.handoffs + replay.enters.handoffs
    assert [month.whole for month in replay.by_month][1:-1] == [True] * (len(replay.by_month) - 2)


def test_reps_are_not_named_where_the_agreement_names_teams():
    teams = agreement(30).model_copy(update={"show": "team"})
    page = replay_page(replayed(company(60), teams, agreement(10)))
    assert "owner_id" not in page and "Ana" not in page


def test_a_failed_publication_leaves_what_was_there(replay, tmp_path, monkeypatch):
    publish_replay(replay, tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    monkeypatch.setattr("handfast.report.replay_files.replay_page", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        publish_replay(replay, tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
