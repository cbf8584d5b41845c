"""Who is one with whom, once leads were merged on a person's word: groups of leads, and which lead stands for each."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Member:
    """A lead.

    Attributes:
        lead_id: its id.
        created_at: when it entered the source.
        person: the lead that stands for it and all of its e-mail address.
    """

    lead_id: str
    created_at: datetime
    person: str


@dataclass(frozen=True, slots=True)
class Group:
    """Leads that are one person.

    Attributes:
        members: those that are there, by created_at, then lead_id.
        merged: of the persons that addresses make of them, those that were merged into another.
        circle: whether merges lead back to where they began.
    """

    members: tuple[Member, ...]
    merged: frozenset[str]
    circle: bool

    @property
    def survivor(self) -> Member:
        """The lead that stands for all: the first of those that were merged into no other; the first of all where merges go in a circle
        or end at a lead that isn't there."""
        ends = [member for member in self.members if member.person not in self.merged]
        return (ends or self.members)[0]


def groups_of(members: Iterable[Member], merges: Sequence[tuple[str, str]]) -> list[Group]:
    """The groups that merges (who, into whom) make of leads; merges through leads that aren't there join the others all the same."""
    known = sorted(members, key=lambda member: (member.created_at, member.lead_id))
    person = {member.lead_id: member.person for member in known}
    between = {(person.get(one, one), person.get(other, other)) for one, other in merges}
    edges = sorted(edge for edge in between if edge[0] != edge[1])
    leader = _leaders(edges)
    joined: dict[str, list[Member]] = defaultdict(list)
    for member in known:
        joined[leader.get(member.person, member.person)].append(member)
    into: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for edge in edges:
        into[leader[edge[0]]].append(edge)
    return [
        Group(tuple(group), frozenset(one for one, _ in into[first]), _circular(into[first]))
        for first, group in joined.items()
    ]


def _leaders(edges: Sequence[tuple[str, str]]) -> dict[str, str]:
    """For each end of an edge, one and the same of all that are joined with it."""
    above: dict[str, str] = {}

    def find(one: str) -> str:
        while (higher := above.setdefault(one, one)) != one:
            above[one] = above[higher]
            one = higher
        return one

    for one, other in edges:
        above[find(one)] = find(other)
    return {one: find(one) for one in list(above)}


def _circular(edges: Sequence[tuple[str, str]]) -> bool:
    """Whether edges lead back to where they began: whether any are left once those from where none leads to are taken away, one after another."""
    into: dict[str, list[str]] = defaultdict(list)
    for one, other in edges:
        into[one].append(other)
    arriving = Counter(other for _, other in edges)
    starts, left = [one for one in into if not arriving[one]], len(edges)
    while starts:
        for other in into[starts.pop()]:
            left -= 1
            arriving[other] -= 1
            if not arriving[other]:
                starts.append(other)
    return left > 0
