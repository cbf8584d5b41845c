"""`replay`: two histories side by side."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from handfast.agreement.diff import diff
from handfast.agreement.model import Agreement
from handfast.diagnosis.replay.history import Handed, History, Key, Rep
from handfast.diagnosis.replay.promises import simulate
from handfast.diagnosis.replay.queues import arrivals, overflows
from handfast.diagnosis.replay.replayed import Group, Load, Month, Replay, Won
from handfast.diagnosis.replay.routing import Pool, deal
from handfast.diagnosis.replay.words import sentences_of

Owners = Mapping[Key, str]


def replay(before: History, after: History, learned_until: date | None = None) -> Replay:
    """A draft (`after`) beside the agreement in force (`before`), over the same record, as_of and start.

    `learned_until` is the day up to which the draft was learned, where that is known.
    """
    keys = before.handed.keys()
    both = [row for key, row in before.handed.items() if key in after.handed]
    leaves = [row for key, row in before.handed.items() if key not in after.handed]
    enters = [row for key, row in after.handed.items() if key not in keys]
    won = sorted(opportunity for opportunity, key in before.deals.items() if key in keys)
    missed = tuple(opportunity for opportunity in won if after.deals.get(opportunity) is None)
    found = sum(
        key in after.handed and before.deals.get(opportunity) is None
        for opportunity, key in after.deals.items()
    )
    owners, dealt_by = owners_after(before, after, enters)
    made = Replay(
        agreement=before.agreement.name,
        draft=after.agreement.name,
        agreement_hash=before.agreement.hash,
        draft_hash=after.agreement.hash,
        promised=before.promised,
        since=before.since.isoformat() if before.since else None,
        learned_until=learned_until.isoformat() if learned_until else None,
        as_of=before.as_of.isoformat().replace("+00:00", "Z"),
        months=before.months,
        cycles=before.cycles,
        same=says_the_same(before.agreement, after.agreement),
        both=group(both),
        leaves=group(leaves),
        enters=group(enters),
        deals=len(won),
        recalled=len(won) - len(missed),
        found=found,
        won_deals=len(before.deals),
        missed=missed,
        wins=tuple(
            Won(opportunity, *_of(before, opportunity), opportunity not in missed) for opportunity in won
        ),
        by_month=months(before, after),
        show=before.agreement.show,
        dealt_by=dealt_by,
        undealt=sum(row.key not in owners for row in enters),
        loads=loads(before, after, owners),
        promises=simulate(before, after, owners),
    )
    return replace(made, sentences=tuple(sentences_of(made)))


def _of(history: History, opportunity: str) -> Key:
    key = history.deals[opportunity]
    assert key is not None
    return key


def months(before: History, after: History) -> tuple[Month, ...]:
    """Hand-offs in each month from the beginning of the history to its end, in the zone of the agreement in force."""
    zone = ZoneInfo(before.agreement.calendar.timezone)
    first, last = before.from_at.astimezone(zone), before.as_of.astimezone(zone)

    def many(history: History) -> Counter[tuple[int, int]]:
        at = (row.handed_at.astimezone(zone) for row in history.handed.values())
        return Counter((each.year, each.month) for each in at)

    came, comes = many(before), many(after)
    made, (year, month) = [], (first.year, first.month)
    while (year, month) <= (last.year, last.month):
        following = (year + month // 12, month % 12 + 1)
        starts, ends = (datetime(*at, 1, tzinfo=zone) for at in ((year, month), following))
        whole = first <= starts and ends <= last
        made.append(Month(f"{year}-{month:02d}", whole, came[year, month], comes[year, month]))
        year, month = following
    return tuple(made)


def group(rows: Iterable[Handed]) -> Group:
    """What became of some leads that were handed over."""
    handed = tuple(rows)
    judged = [row for row in handed if row.accepted is not None]
    return Group(
        handed,
        len(judged),
        sum(row.accepted is True for row in judged),
        sum(row.won for row in handed),
        sum(row.running and not row.won for row in handed),
        sum(not row.worked for row in handed),
    )


def says_the_same(agreement: Agreement, draft: Agreement) -> bool:
    """Whether a draft says what the agreement says, but for wording and the day from which it holds."""
    undated = draft.model_copy(update={"effective_from": agreement.effective_from})
    return all(change.kind == "reworded" for change in diff(agreement, undated))


def owners_after(before: History, after: History, enters: Sequence[Handed]) -> tuple[Owners, str]:
    """Whose the draft's hand-offs would have been, and by what those that nobody owned were dealt.

    A hand-off keeps the rep who had it, under the agreement in force or, added by the draft, on record. The rest is dealt, in the order of the hand-off: by
    the draft's routing; where it has none, by the shares that reps who still work here had of the hand-offs before.
    """
    owners = {
        key: before.handed[key].owner_id if key in before.handed else row.owner_id
        for key, row in after.handed.items()
    }
    routed = bool(after.agreement.routing)
    shares = observed_shares(before)
    waiting = [row for row in enters if row.owner_id is None]
    pools = [(_active(after.pools.get(row.lead_id, ()), after.reps) if routed else shares) for row in waiting]
    dealt = deal([(row.handoff_id, pool) for row, pool in zip(waiting, pools, strict=True)])
    owners |= {row.key: dealt[row.handoff_id] for row in waiting if row.handoff_id in dealt}
    known = {key: owner for key, owner in owners.items() if owner is not None}
    return known, "routing" if routed else "observed shares"


def observed_shares(history: History) -> Pool:
    """Reps with how many hand-offs they had, of those who still work here; of all where nobody does."""
    had = Counter(row.owner_id for row in history.handed.values() if row.owner_id)
    return _active(tuple(sorted((user, float(many)) for user, many in had.items())), history.reps)


def _active(pool: Pool, reps: Mapping[str, Rep]) -> Pool:
    here = tuple((user, weight) for user, weight in pool if user not in reps or reps[user].active)
    return here or pool


def loads(before: History, after: History, owners: Owners) -> tuple[Load, ...]:
    """What comes to each rep, or to each team where the agreement names no rep; sorted by name.

    The working days are those of the agreement in force. A queue is empty when the history begins.
    """
    now = {key: row.owner_id for key, row in before.handed.items() if row.owner_id}
    came, comes = _by_owner(before, now), _by_owner(after, owners)
    members: dict[str, list[str]] = defaultdict(list)
    for user in sorted(came.keys() | comes.keys()):
        rep = before.reps.get(user)
        members[_member(before.agreement, rep, user)].append(user)
    return tuple(
        _load(before, member, users, came, comes) for member, users in sorted(members.items())
    )  # fmt: skip


def _member(agreement: Agreement, rep: Rep | None, user: str) -> str:
    if agreement.show == "person":
        return rep.name if rep else user
    return rep.team if rep else "no team"


def _by_owner(history: History, owners: Owners) -> dict[str, list[Handed]]:
    rows: dict[str, list[Handed]] = defaultdict(list)
    for key, row in history.handed.items():
        if key in owners:
            rows[owners[key]].append(row)
    return rows


def _load(
    history: History,
    member: str,
    users: Sequence[str],
    came: Mapping[str, list[Handed]],
    comes: Mapping[str, list[Handed]],
) -> Load:
    room = [history.reps[user].capacity if user in history.reps else None for user in users]
    known = [each for each in room if each is not None]
    whole = len(known) == len(users)

    def over(rows: Mapping[str, list[Handed]]) -> int | None:
        if not whole:
            return None
        found: frozenset[int] = frozenset()
        for user, capacity in zip(users, known, strict=True):
            arriving = arrivals((row.handed_at for row in rows.get(user, ())), history.days)
            found |= overflows(arriving, capacity, len(history.days))
        return len(found)

    def a_month(rows: Mapping[str, list[Handed]]) -> float:
        return sum(len(rows.get(user, ())) for user in users) / history.months

    return Load(
        member, tuple(users), a_month(came), a_month(comes), sum(known) if whole else None, over(came), over(comes)
    )  # fmt: skip
