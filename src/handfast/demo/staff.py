"""The company's own people: who they are, where they work, when they are away."""

from dataclasses import dataclass

import numpy as np

from handfast.demo.chance import Chance, Ints
from handfast.demo.names import FIRST, LAST
from handfast.demo.worktime import DAY, Diary, Workdays, instant, to_utc

BOSTON, DUBLIN = "America/New_York", "Europe/Dublin"
DOMAIN = "rotaworks.example"
HEADS = (
    # name, side, team, zone
    ("Maya Feld", "marketing", "demand", BOSTON),
    ("Theo Marsh", "marketing", "demand", BOSTON),
    ("Priya Anand", "marketing", "demand", DUBLIN),
    ("Sam Ortega", "sales", "", BOSTON),
    ("Luis Romero", "sales", "sdr-lead", BOSTON),
    ("Hanna Berg", "sales", "ae-lead", BOSTON),
    ("Olive Grant", "success", "success", BOSTON),
    ("Paul Weir", "success", "success", DUBLIN),
    ("Gus Hale", "sales", "sdr", BOSTON),  # left before the record begins
)
SDRS = (
    ("Ana Ruiz", BOSTON),
    ("Ben Cole", BOSTON),
    ("Chloe Dunn", BOSTON),
    ("Dev Mehta", BOSTON),
    ("Eoin Walsh", DUBLIN),
    ("Freya Lind", DUBLIN),
)
AES = (
    ("Ivan Petrov", BOSTON),
    ("Julia Stone", BOSTON),
    ("Kofi Mensah", BOSTON),
    ("Lena Roth", DUBLIN),
    ("Marco Bianchi", DUBLIN),
)
MARKETER, SALES_HEAD, SDR_LEAD, AE_LEAD, SUCCESS, LEFT = 1, 3, 4, 5, 6, 8
# Head office deals to the half that prospers; the pattern is dealt again and again, so that shares hold exactly.
LEADS_A_CREW = 20_000


@dataclass(frozen=True, slots=True)
class Staff:
    """Everyone who works at the company, by number.

    Attributes:
        ids, names, sides, teams, zones, managers: of each user; a manager is a number or -1.
        sdr_pools, ae_pools: the reps' numbers, first those in Boston, then those in Dublin.
        absences: times away by user.
        diary: everyone's working time.
    """

    ids: list[str]
    names: list[str]
    sides: list[str]
    teams: list[str]
    zones: list[str]
    managers: list[int]
    sdr_pools: tuple[list[int], list[int]]
    ae_pools: tuple[list[int], list[int]]
    absences: dict[int, list[tuple[int, int]]]
    diary: Diary


def hire(chance: Chance, leads: int) -> Staff:
    """The staff that a company with so many leads needs: six SDRs and five AEs for every 20,000 leads begun."""
    crews = -(-leads // LEADS_A_CREW)
    names, sides, teams, zones = (list(column) for column in zip(*HEADS, strict=True))
    pools: dict[str, tuple[list[int], list[int]]] = {"sdr": ([], []), "ae": ([], [])}
    for crew in range(crews):
        for team, reps in (("sdr", SDRS), ("ae", AES)):
            for n, (name, zone) in enumerate(reps):
                first, last = name.split()
                if crew:
                    first, last = (
                        FIRST[(crew * 17 + n * 5) % len(FIRST)],
                        LAST[(crew * 29 + n * 7 + len(team)) % len(LAST)],
                    )
                pools[team][zone == DUBLIN].append(len(names))
                names.append(f"{first} {last}" + (f" {crew + 1}" if crew > 1 else ""))
                sides.append("sales")
                teams.append(team)
                zones.append(zone)
    managers = [-1 if n in (0, SALES_HEAD, SUCCESS) else _manager(team) for n, team in enumerate(teams)]
    ids = ["u-" + name.lower().replace(" ", "-") for name in names]
    seen: dict[str, int] = {}
    for n, user in enumerate(ids):
        seen[user] = seen.get(user, 0) + 1
        if seen[user] > 1:
            ids[n] = f"{user}-{seen[user]}"
    absences = _absences(chance, len(names), zones)
    diary = Diary({n: Workdays.of(zones[n], absences.get(n, ())) for n in range(len(names))})
    return Staff(ids, names, sides, teams, zones, managers, pools["sdr"], pools["ae"], absences, diary)


def _manager(team: str) -> int:
    return {"demand": 0, "sdr": SDR_LEAD, "ae": AE_LEAD, "success": SUCCESS}.get(team, SALES_HEAD)


def _absences(chance: Chance, users: int, zones: list[str]) -> dict[int, list[tuple[int, int]]]:
    """Two or three holidays of up to two weeks for everyone, and single days of illness."""
    rng = chance.of("absences")
    first = instant("2025-01-01")
    away: dict[int, list[tuple[int, int]]] = {}
    for user in range(users):
        holidays = [
            (int(rng.integers(60, 130)), 5),
            (int(rng.integers(180, 240)), 10),
            (int(rng.integers(420, 500)), 7),
        ]
        illness = [(int(day), 1) for day in rng.integers(5, 540, size=rng.poisson(2.5))]
        taken: list[tuple[int, int]] = []
        for day, length in sorted(holidays + illness):
            start, end = (
                int(to_utc(np.array([first + (day + n) * DAY]), zones[user])[0]) for n in (0, length)
            )
            if not taken or start >= taken[-1][1]:
                taken.append((start, end))
        away[user] = taken
    return away


def pattern(reps: list[int], favourite: float) -> Ints:
    """The order in which a pool's reps are dealt leads, again and again, evenly spread.

    favourite: how much more than the fair share the first rep gets, 0.2 for a fifth more (the others share the rest evenly).
    """
    fair = 1 / len(reps)
    first = min(fair * (1 + 1.1 * favourite), 1.0)  # absences even it out a little
    shares = np.array([first] + [(1 - first) / (len(reps) - 1)] * (len(reps) - 1))
    length = 60 * len(reps)
    credit = np.zeros(len(reps))
    order = np.empty(length, dtype=np.int64)
    for n in range(length):
        credit += shares
        order[n] = int(np.argmax(credit))
        credit[order[n]] -= 1.0
    return np.asarray(np.array(reps)[order])


def deal(staff: Staff, pools: tuple[list[int], list[int]], pool: Ints, at: Ints, favourite: float) -> Ints:
    """Give each lead to a rep of its pool, in order of time; who is away is passed over.

    pool: 0 for Boston, 1 for Dublin, for each row; at: the instants.
    """
    owner = np.zeros(len(at), dtype=np.int64)
    for which in (0, 1):
        order = pattern(pools[which], favourite if which == 0 else 0.0)
        rows = np.flatnonzero(pool == which)
        rows = rows[np.argsort(at[rows], kind="stable")]
        place = np.arange(len(rows))
        chosen = order[place % len(order)]
        for shift in range(1, 2 * len(pools[which])):
            away = ~staff.diary.present(chosen, at[rows], staff.absences)
            if not away.any():
                break
            chosen = np.where(away, order[(place + shift) % len(order)], chosen)
        owner[rows] = chosen
    return owner
