"""Tables of marketing: campaigns, spend, programs, enrollments, assets, rates."""

from pathlib import Path

import numpy as np

from handfast.demo.amounts import rates
from handfast.demo.catalogue import PROGRAMS, Catalogue, spending
from handfast.demo.chance import Chance
from handfast.demo.knobs import Knobs
from handfast.demo.log import SITE
from handfast.demo.market import END, START
from handfast.demo.nurture import Enrolled
from handfast.demo.register import Register, asset_ids, campaign_ids, program_ids
from handfast.demo.staff import MARKETER, Staff
from handfast.demo.worktime import DAY
from handfast.demo.writing import flags, instants, texts, words, write


def campaigns(folder: Path, chance: Chance, knobs: Knobs, catalogue: Catalogue, leads: int) -> None:
    """campaigns and spend."""
    name, channel, first, last = ([row[n] for row in catalogue.campaigns] for n in range(4))
    number = np.arange(len(name))
    write(
        folder,
        "campaigns",
        {
            "campaign_id": campaign_ids(number),
            "name": texts(name),
            "channel": texts(channel),
            "starts_on": texts(first),
            "ends_on": texts(last),
        },
    )
    campaign, day, amount = spending(chance, knobs, leads, catalogue)
    columns = {
        "campaign_id": campaign_ids(np.array(campaign)),
        "spent_on": texts(day),
        "amount": texts(amount),
        "currency": texts(["USD"] * len(day)),
    }
    write(folder, "spend", columns)


def programs(folder: Path, enlisted: Register, catalogue: Catalogue, enrolled: Enrolled) -> None:
    """programs (with the recycle reason that each is for) and enrollments."""
    name, stage, reason = ([row[n] for row in PROGRAMS] for n in range(3))
    count = len(PROGRAMS)
    columns = {
        "program_id": program_ids(np.arange(count)),
        "name": texts(name),
        "stage": texts(stage),
        "persona": texts(["operations"] * count),
        "active": flags(catalogue.active),
        "reason": texts(["" if word == "lost" else word for word in reason]),
    }
    write(folder, "programs", columns)
    who, program, entered, left = enrolled
    order = np.lexsort((program, who, entered))
    order = order[entered[order] < END]
    columns = {
        "lead_id": enlisted.lead(who[order]),
        "program_id": program_ids(program[order]),
        "entered_at": instants(entered[order]),
        "left_at": instants(left[order]),
    }
    write(folder, "enrollments", columns)


def assets(folder: Path, staff: Staff, catalogue: Catalogue) -> None:
    """assets."""
    kind, title, stage, persona, competitor = ([row[n] for row in catalogue.assets] for n in range(5))
    count = len(kind)
    created = START - 200 * DAY + np.arange(count) * 8 * DAY
    columns = {
        "asset_id": asset_ids(np.arange(count)),
        "title": texts(title),
        "kind": texts(kind),
        "stage": texts(stage),
        "persona": texts(persona),
        "competitor": texts(competitor),
        "url": texts([f"{SITE}/library/{n + 1}" for n in range(count)]),
        "owner_id": words(staff.ids, np.full(count, MARKETER)),
        "created_at": instants(np.minimum(created, START - DAY)),
        "retired_at": instants(np.full(count, END)),
    }
    write(folder, "assets", columns)


def exchange(folder: Path, chance: Chance) -> None:
    """rates: the euro in dollars, month by month."""
    months, rate = rates(chance)
    known = months < END
    days = [str(np.datetime64(int(t), "s").astype("datetime64[D]")) for t in months[known]]
    write(
        folder,
        "rates",
        {
            "currency": texts(["EUR"] * len(days)),
            "on": texts(days),
            "rate": texts([f"{value:.4f}" for value in rate[known].tolist()]),
        },
    )
