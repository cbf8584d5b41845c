"""Merges said by people: what is to be written when leads are merged, and what when a merge is taken back."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from handfast.faults import Fault, InputFaults


@dataclass(frozen=True, slots=True)
class Merge:
    """A row of `lead_merges`; instants know their zone."""

    lead_id: str
    survivor_id: str
    merged_at: datetime
    merged_by: str | None = None
    undone_at: datetime | None = None
    reason: str | None = None

    @property
    def in_force(self) -> bool:
        """Whether it counts."""
        return self.undone_at is None


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead that is to be merged or not.

    Attributes:
        lead_id: its id.
        created_at: when it entered the source.
        person: the id that stands for it now, by e-mail address and merges in force.
        address: what its e-mail address is compared by; None when it has none.
        shown: who it is, in words.
    """

    lead_id: str
    created_at: datetime
    person: str
    address: str | None
    shown: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Leads that a reviewer says are one.

    Attributes:
        leads: their ids, two or more.
        keep: the one that is to stand for all; None leaves it to the rule.
        reason: in the reviewer's words.
        place, line: where it was said, for messages.
    """

    leads: tuple[str, ...]
    keep: str | None = None
    reason: str | None = None
    place: str = ""
    line: int = 0


def faults_of(wanted: Iterable[Wanted], leads: Mapping[str, Lead]) -> list[Fault]:
    """What can't be done of it: leads that aren't there, a lead with itself, one to keep that isn't among those merged."""
    faults: list[Fault] = []
    for each in wanted:
        for lead in dict.fromkeys(each.leads):
            if lead not in leads:
                message = f'there is no lead "{lead}"; `handfast merge RECORD --list` shows the ids of probable duplicates'
                faults.append(Fault(each.place, each.line, 0, "", message, "unknown-lead"))
        if len(set(each.leads)) < 2:
            message = f'"{each.leads[0]}" stands alone; name two leads or more'
            faults.append(Fault(each.place, each.line, 0, "", message, "one-lead"))
        if each.keep is not None and each.keep not in each.leads:
            message = f'"{each.keep}" is to be kept, but isn\'t among the leads that are merged; name one of {", ".join(each.leads)}'
            faults.append(Fault(each.place, each.line, 0, "", message, "keep-none"))
    return faults


def merges_of(
    wanted: Sequence[Wanted], leads: Mapping[str, Lead], at: datetime, by: str | None
) -> list[Merge]:
    """The merges that make what is wanted so; none for leads that are one already.

    The lead created first, then the one of the smallest id, stands for all, unless another is to be kept. Of leads that are merged already it is
    those who stand for them that are merged. Raises InputFaults with all there are.
    """
    if faults := faults_of(wanted, leads):
        raise InputFaults(faults)
    now: dict[str, str] = {}

    def person(lead_id: str) -> str:
        one = leads[lead_id].person
        while one in now:
            one = now[one]
        return one

    made: list[Merge] = []
    for each in wanted:
        persons = list(dict.fromkeys(person(lead) for lead in each.leads))
        first = min(persons, key=lambda one: (leads[one].created_at, one))
        chosen = first if each.keep is None else person(each.keep)
        for one in persons:
            if one != chosen:
                now[one] = chosen
                made.append(Merge(one, chosen, at, by, None, each.reason))
    return made


def undone_between(
    merges: Sequence[Merge], one: Lead, other: Lead, addresses: Mapping[str, str | None], at: datetime
) -> list[Merge]:
    """All merges, the latest of those that make the two leads one taken back.

    Args:
        addresses: of all leads that merges name.

    Raises InputFaults when no merge does.
    """
    path = _path(merges, one.address or one.lead_id, other.address or other.lead_id, addresses)
    if not path:
        said = (
            "are one by their e-mail address, which is mended in the source"
            if one.person == other.person
            else "aren't merged"
        )
        message = f"{one.lead_id} and {other.lead_id} {said}; there is no merge to undo"
        raise InputFaults([Fault("", 0, 0, "", message, "no-merge")])
    latest = max(path, key=lambda merge: (merge.merged_at, merge.lead_id, merge.survivor_id))
    return [replace(merge, undone_at=at) if merge == latest else merge for merge in merges]


def undone_last(merges: Sequence[Merge], at: datetime) -> list[Merge]:
    """All merges, those in force that were said last, with one word, taken back. Raises InputFaults when there are none."""
    said = [merge.merged_at for merge in merges if merge.in_force]
    if not said:
        raise InputFaults([Fault("", 0, 0, "", "no merge is in force; there is nothing to undo", "no-merge")])
    return [
        replace(merge, undone_at=at) if merge.in_force and merge.merged_at == max(said) else merge
        for merge in merges
    ]


def _path(merges: Sequence[Merge], start: str, end: str, addresses: Mapping[str, str | None]) -> list[Merge]:
    """The merges in force along the shortest way from one person to another."""
    ways: dict[str, list[tuple[str, Merge]]] = defaultdict(list)
    for merge in merges:
        if merge.in_force:
            a, b = (addresses.get(lead) or lead for lead in (merge.lead_id, merge.survivor_id))
            ways[a].append((b, merge))
            ways[b].append((a, merge))
    came: dict[str, tuple[str, Merge] | None] = {start: None}
    ahead = deque([start])
    while ahead:
        here = ahead.popleft()
        for there, merge in ways[here]:
            if there not in came:
                came[there] = (here, merge)
                ahead.append(there)
    path: list[Merge] = []
    back = came.get(end)
    while back is not None:
        path.append(back[1])
        back = came[back[0]]
    return path
