"""Finding probable duplicates: how well on persons with known duplicates, how fast and in how much memory on generated leads.

The persons are Febrl's data sets 1 to 3 (`HANDFAST_SHARED_DATA`, else `../shared/data` beside the checkout); without them that part is left out. Their
labels judge the result and take no part in it. The leads are made here: names by Zipf's law, companies of all sizes, a tenth of all leads entered
again with what goes wrong when people do (nicknames, misspellings, another mailbox, another spelling of the company, no phone).
"""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from handfast.demo.names import COMPANY_HEAD, COMPANY_TAIL, FIRST, LAST
from handfast.importing.linkage.duplicates import find_duplicates

SHARED = Path(os.environ.get("HANDFAST_SHARED_DATA", Path(__file__).parents[2] / "shared" / "data")) / "febrl"
GOALS = {1: 0.97, 2: 0.97, 3: 0.95}
PRECISION_GOAL = 0.99
LEADS = int(os.environ.get("HANDFAST_LINKAGE_LEADS", "1000000"))
DUPLICATED = 0.1
SECONDS_GOAL, MEMORY_GOAL = 600.0, 6.0
GIB = 2**30


@dataclass(frozen=True, slots=True)
class Quality:
    """How found pairs compare with true ones."""

    found: int
    true: int
    right: int

    @property
    def precision(self) -> float:
        """The share of found pairs that are true."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of true pairs that were found."""
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.right / (self.found + self.true) if self.found + self.true else 1.0


def judge(connection: duckdb.DuckDBPyConnection, relation: str, key: str, person: str) -> Quality:
    """Hold `linkage.likely_duplicates` to the truth: `person` is SQL over an id `{id}` for whose row it is."""
    one, other = person.format(id="lead_id"), person.format(id="other_lead_id")
    found, right = connection.execute(
        f"SELECT count(*), count(*) FILTER (WHERE {one} = {other}) FROM linkage.likely_duplicates"
    ).fetchall()[0]
    (true,) = connection.execute(
        f"SELECT sum(c * (c - 1) // 2)::BIGINT FROM (SELECT count(*) AS c FROM {relation} GROUP BY {person.format(id=key)})"
    ).fetchall()[0]
    return Quality(found, true, right)


def febrl(number: int, *, without: tuple[str, ...] = ()) -> Quality:
    """Link one of Febrl's data sets, by default settings; `without` leaves columns out."""
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        columns = ", ".join(without)
        connection.execute(
            f"CREATE TABLE persons AS SELECT * {f'EXCLUDE ({columns})' if without else ''} FROM "
            f"read_csv('{SHARED / f'dataset{number}.csv'}', all_varchar = true, normalize_names = true)"
        )
        find_duplicates(connection, "persons", key="rec_id")
        return judge(connection, "persons", "rec_id", "split_part({id}, '-', 2)")


def make_leads(path: Path, count: int, seed: int = 7) -> None:
    """Write that many leads as Parquet; the part of `lead_id` before the dash is the person."""
    rng = np.random.default_rng(seed)
    people = round(count / (1 + DUPLICATED))
    first, last = _names(rng, FIRST, 900), _names(rng, LAST, 30_000)
    companies = _companies(rng, max(20, people // 8))
    given, family = first[_zipf(rng, len(first), people)], last[_zipf(rng, len(last), people)]
    company = _zipf(rng, len(companies), people)
    again = rng.choice(people, count - people)
    rows = [_lead(rng, i, "a", given[i], family[i], companies[company[i]], _number(i)) for i in range(people)]
    for place, i in enumerate(again):
        rows.append(_again(rng, int(i), f"b{place}", given[i], family[i], companies[company[i]]))
    order = rng.permutation(len(rows))
    pq.write_table(pa.Table.from_pylist([rows[i] for i in order]), path)


def _names(rng: np.random.Generator, known: tuple[str, ...], count: int) -> Any:
    """Known names, then made-up ones of syllables, so that there are as many as people have."""
    heads, middles, tails = (
        [
            "Bar",
            "Cor",
            "Dal",
            "Fen",
            "Gor",
            "Hal",
            "Kes",
            "Lar",
            "Mor",
            "Nor",
            "Pel",
            "Ras",
            "Sel",
            "Tor",
            "Val",
            "Wen",
            "Zan",
            "Bri",
            "Cla",
            "Dru",
        ],
        ["a", "e", "i", "o", "u", "ai", "en", "or", "il", "am"],
        [
            "ber",
            "dan",
            "felt",
            "gren",
            "holm",
            "kins",
            "lund",
            "man",
            "ner",
            "quist",
            "rell",
            "son",
            "ton",
            "vick",
            "wood",
            "zky",
            "mann",
            "ski",
            "ova",
            "ard",
        ],
    )
    made: dict[str, None] = dict.fromkeys(known)
    while len(made) < count:
        parts = [
            heads[rng.integers(len(heads))],
            *(
                middles[rng.integers(len(middles))] + tails[rng.integers(len(tails))]
                for _ in range(rng.integers(1, 3))
            ),
        ]
        made["".join(parts)] = None
    return np.array(list(made))


def _zipf(rng: np.random.Generator, kinds: int, count: int) -> Any:
    """Places by Zipf's law, the first the most frequent."""
    weights = 1 / (np.arange(kinds) + 8.0)
    return rng.choice(kinds, count, p=weights / weights.sum())


def _companies(rng: np.random.Generator, count: int) -> list[tuple[str, str, str, str]]:
    """Names, domains, cities, switchboards."""
    tails = [tail for several in COMPANY_TAIL.values() for tail in several]
    made = []
    for i in range(count):
        name = f"{COMPANY_HEAD[rng.integers(len(COMPANY_HEAD))]} {tails[rng.integers(len(tails))]}"
        if i >= 2000:
            name = f"{LAST[rng.integers(len(LAST))]} {name}"
        made.append(
            (
                name,
                f"{name.lower().replace(' ', '')}{i}.example",
                f"City {rng.integers(4000)}",
                f"+1 555 {2_000_000 + i}",
            )
        )
    return made


def _number(person: int) -> str:
    return f"+1 {212 + person % 700} {(person * 7919) % 9_000_000 + 1_000_000}"


def _lead(
    rng: np.random.Generator,
    person: int,
    entry: str,
    given: str,
    family: str,
    company: tuple[str, str, str, str],
    phone: str,
) -> dict[str, str | None]:
    name, domain, city, switchboard = company
    chance = rng.random(5)
    mailboxes = (
        f"{given}.{family}",
        f"{given[0]}{family}",
        f"{given}{rng.integers(30, 99)}",
        f"{given}_{family}",
    )
    host = domain if chance[0] < 0.8 else "gmail.com"
    return {
        "lead_id": f"p{person}-{entry}",
        "created_at": f"2026-{1 + person % 9:02}-{1 + person % 28:02}T10:00:00Z",
        "email": f"{mailboxes[rng.integers(4)]}{person if host == 'gmail.com' else ''}@{host}".lower()
        if chance[1] < 0.93
        else None,
        "first_name": str(given),
        "last_name": str(family),
        "company": name if chance[2] < 0.9 else None,
        "phone": phone if chance[3] < 0.55 else switchboard if chance[3] < 0.7 else None,
        "country": "US",
        "city": city if chance[4] < 0.4 else None,
    }


def _again(
    rng: np.random.Generator,
    person: int,
    entry: str,
    given: str,
    family: str,
    company: tuple[str, str, str, str],
) -> dict[str, str | None]:
    """The same person entered again, with what goes wrong then."""
    name, domain, city, switchboard = company
    chance = rng.random(4)
    given = (
        given[0]
        if chance[0] < 0.05
        else given[:4]
        if chance[0] < 0.1
        else _typo(rng, given)
        if chance[0] < 0.2
        else given
    )
    family = _typo(rng, family) if chance[1] < 0.12 else family
    name = (
        name.upper()
        if chance[2] < 0.2
        else f"{name} Inc."
        if chance[2] < 0.4
        else _typo(rng, name)
        if chance[2] < 0.5
        else name
    )
    digits = _number(person).replace(" ", "").replace("+", "")
    phone = f"({digits[1:4]}) {digits[4:7]}-{digits[7:]}" if chance[3] < 0.7 else _number(person)
    return _lead(rng, person, entry, given, family, (name, domain, city, switchboard), phone)


def _typo(rng: np.random.Generator, text: str) -> str:
    """One sign left out, doubled, or swapped with the next."""
    place, kind = int(rng.integers(1, max(2, len(text) - 1))), rng.integers(3)
    if kind == 0:
        return text[:place] + text[place + 1 :]
    if kind == 1:
        return text[:place] + text[place] + text[place:]
    return text[:place] + text[place + 1 : place + 2] + text[place] + text[place + 2 :]


_LINK = """
import json, resource, sys, time
from benchmarks.linkage import judge
from handfast.importing.linkage.duplicates import find_duplicates
from handfast.record import read_record
record = read_record(sys.argv[1], threads=2)
connection = record.connection
started = time.perf_counter()
find_duplicates(connection, "record.leads")
seconds = time.perf_counter() - started
found = judge(connection, "record.leads", "lead_id", "split_part({id}, '-', 1)")
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({"seconds": seconds, "peak": peak, "found": [found.found, found.true, found.right]}))
"""


def link(folder: Path) -> dict[str, Any]:
    """Link the leads of a record in a fresh process of two threads: seconds, peak memory in bytes (reading included), pairs found, true, right."""
    done = subprocess.run(
        [sys.executable, "-c", _LINK, str(folder)], check=True, capture_output=True, text=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def run() -> list[dict[str, Any]]:
    """F1 and precision of Febrl's data sets, then seconds, memory and quality of generated leads."""
    rows: list[dict[str, Any]] = []
    for number, goal in GOALS.items() if SHARED.exists() else ():
        quality = febrl(number)
        note = f"{quality.found:,} pairs found of {quality.true:,}"
        what = f"Febrl data set {number}"
        rows.append(
            {
                "name": f"{what}, F1",
                "value": quality.f1,
                "goal": f"≥ {goal}",
                "met": quality.f1 >= goal,
                "note": note,
            }
        )
        met = quality.precision >= PRECISION_GOAL
        rows.append(
            {
                "name": f"{what}, precision",
                "value": quality.precision,
                "goal": f"≥ {PRECISION_GOAL}",
                "met": met,
            }
        )
        bare = febrl(number, without=("soc_sec_id",))
        note = f"precision {bare.precision:.4f}"
        rows.append({"name": f"{what} without the identity number, F1", "value": bare.f1, "note": note})
    with tempfile.TemporaryDirectory() as temporary:
        make_leads(Path(temporary) / "leads.parquet", LEADS)
        found = link(Path(temporary))
    quality, peak = Quality(*found["found"]), found["peak"] / GIB
    what = f"{LEADS:,} leads, a tenth of them entered again"
    met = found["seconds"] <= SECONDS_GOAL
    rows.append(
        {
            "name": f"{what}, wall time",
            "value": found["seconds"],
            "unit": "s",
            "goal": f"≤ {SECONDS_GOAL:.0f} s",
            "met": met,
            "note": "2 threads",
        }
    )
    rows.append(
        {
            "name": f"{what}, memory",
            "value": peak,
            "unit": "GiB",
            "goal": f"≤ {MEMORY_GOAL:.0f} GiB",
            "met": peak <= MEMORY_GOAL,
            "note": "peak resident set",
        }
    )
    note = f"recall {quality.recall:.3f}; {quality.found:,} pairs found of {quality.true:,}"
    rows.append({"name": f"{what}, precision", "value": quality.precision, "note": note})
    return rows
