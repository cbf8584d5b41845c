"""Make a whole company: its record, its agreement, and the truth behind both."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import numpy as np

from handfast.demo import calls, closing, marketing_tables, people_tables, touches, truth_files, work_tables
from handfast.demo.agreement import agreement_text
from handfast.demo.catalogue import stock
from handfast.demo.chance import Chance
from handfast.demo.clauses import FIT_NEEDED, barred, fit
from handfast.demo.crm import remember
from handfast.demo.deals import open_deals
from handfast.demo.fates import falsely_called, settle
from handfast.demo.identity import put_on_paper
from handfast.demo.interest import browse, correspond
from handfast.demo.knobs import Knobs
from handfast.demo.log import Log
from handfast.demo.market import INBOUND_SOURCES, populate
from handfast.demo.nurture import enroll
from handfast.demo.register import enlist
from handfast.demo.scoring import signals
from handfast.demo.staff import hire
from handfast.demo.teams import assemble
from handfast.demo.travel import travel

SECOND_ROWS = 0.015
FEWEST = 50


@dataclass(frozen=True, slots=True)
class DemoCompany:
    """Where a demo company was written.

    Attributes:
        folder: everything. record: the folder of tables. agreement: the agreement. truth: what `truth.json` says.
        leads, activities, handoffs: how many.
    """

    folder: Path
    record: Path
    agreement: Path
    truth: Mapping[str, Any]
    leads: int
    activities: int
    handoffs: int


def make_company(
    folder: Path,
    *,
    leads: int = 5000,
    seed: int = 7,
    faults: Mapping[str, float] = MappingProxyType({}),
    format: Literal["csv", "parquet"] = "csv",
    progress: Callable[[str], None] | None = None,
) -> DemoCompany:
    """Write `folder/record/*.csv`, `folder/agreement.yaml`, `folder/truth.json` and `folder/truth_*.parquet`.

    leads: rows in the table of leads, at least 50. seed: the same seed, leads and faults give the same bytes on any day. faults: strength by fault, see
    `FAULTS`; 1 is at the sign's threshold. format: of the activities; the other tables are always CSV. progress: told what is being done.
    The company lives from January 2025 to the morning of 1 July 2026. Raises InputFaults for an unknown fault or a strength out of range, ValueError
    for fewer than 50 leads.
    """
    if leads < FEWEST:
        raise ValueError(
            f"a company of {leads} leads is too small to show anything; ask for {FEWEST} or more"
        )
    say = progress or (lambda _: None)
    knobs, chance = Knobs(dict(faults)), Chance(seed)
    people = leads - round(SECOND_ROWS * leads)
    record = Path(folder) / "record"
    record.mkdir(parents=True, exist_ok=True)

    say("making people and what they are interested in")
    staff = hire(chance, leads)
    market = populate(chance, knobs, people)
    catalogue = stock(chance, knobs)
    log = Log()
    browse(chance, market, catalogue, log)
    left = correspond(chance, market, catalogue, log)

    say("following every hand-off")
    enlisted = enlist(chance, market, leads)
    found = signals(log.columns(), market.account, (fit(market) >= FIT_NEEDED / 2) & ~barred(market))
    journeys, fates = settle(chance, knobs, travel(chance, knobs, market, staff, enlisted, found))
    deals = open_deals(chance, knobs, market, staff, journeys, leads)
    team = assemble(chance, market, journeys, fates, deals)
    inbound = np.isin(market.source, INBOUND_SOURCES)
    false = falsely_called(chance, knobs, journeys, fates, team.person[team.guests], inbound, market.created)

    say("writing down what sales did")
    touches.approach(chance, market, staff, journeys, fates, log)
    prospector = touches.prospect(chance, market, staff, journeys, log)
    touches.waste(chance, market, staff, *false, log)
    diaries = calls.meetings(journeys, fates, log)
    calls.attend(journeys, diaries, deals, team, log)
    closing.close(chance, market, staff, journeys, fates, log)
    closing.hand_out(catalogue, log)
    changes = remember(chance, market, staff, journeys, fates, deals, team, false, prospector)
    enrolled = enroll(chance, knobs, market, journeys, fates, deals, team, catalogue)
    paper = put_on_paper(chance, knobs, market, journeys, enlisted)

    say("writing the files")
    people_tables.users(record, staff)
    people_tables.accounts(record, market, staff, paper, journeys)
    people_tables.leads(record, chance, market, staff, paper, catalogue, changes, enlisted, journeys, left)
    written = work_tables.activities(record, chance, market, staff, enlisted, deals, log, format)
    work_tables.meetings(record, enlisted, staff, diaries)
    work_tables.opportunities(record, chance, market, staff, enlisted, catalogue, deals, team)
    marketing_tables.campaigns(record, chance, knobs, catalogue, leads)
    marketing_tables.programs(record, enlisted, catalogue, enrolled)
    marketing_tables.assets(record, staff, catalogue)
    marketing_tables.exchange(record, chance)
    agreement = Path(folder) / "agreement.yaml"
    agreement.write_text(agreement_text(staff, leads), encoding="utf-8")
    truth = truth_files.tell(
        Path(folder), chance, knobs, market, staff, enlisted, journeys, fates, deals, leads
    )
    return DemoCompany(
        Path(folder), record, agreement, truth, leads, written, int((~journeys.outbound).sum())
    )
