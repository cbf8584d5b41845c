"""The lists of an agreement as two versions are matched: which clause was which."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from handfast.agreement import wording
from handfast.agreement.canonical import canonical_document
from handfast.agreement.clause import Clause
from handfast.agreement.model import Agreement


@dataclass(frozen=True, slots=True)
class Item:
    """A clause of a list.

    Attributes:
        id: the clause's id.
        key: what makes it the same clause in another version; unique in its list.
        clause: its content.
        words: its content in words.
        kin: what makes it the likely successor of a clause whose key is gone: one mark in common is enough.
    """

    id: str
    key: tuple[object, ...]
    clause: Clause
    words: str
    kin: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list of clauses.

    Attributes:
        name: what the clauses are called together.
        read: its items in an agreement, in order.
        order: whether their order `counts`, is there only for `reading`, or is none (a mapping).
    """

    name: str
    read: Callable[[Agreement], Iterable[Item]]
    order: Literal["counts", "reading"] | None = "reading"

    def items(self, agreement: Agreement) -> list[Item]:
        """The items of an agreement; of clauses with equal keys, the second is matched with the second."""
        seen: Counter[object] = Counter()
        items = []
        for item in self.read(agreement):
            seen[item.key] += 1
            items.append(replace(item, key=(*item.key, seen[item.key])))
        return items


def pairs(before: Sequence[Item], after: Sequence[Item]) -> list[tuple[Item, Item]]:
    """Each clause that stayed with what it was, in the old order."""
    by_key = {item.key: item for item in after}
    found = {id(was): by_key[was.key] for was in before if was.key in by_key}
    taken = {id(item) for item in found.values()}
    free = [item for item in after if id(item) not in taken]
    for was in before:
        kin = next((item for item in free if set(was.kin) & set(item.kin)), None)
        if id(was) not in found and kin is not None:
            free.remove(kin)
            found[id(was)] = kin
    return [(was, found[id(was)]) for was in before if id(was) in found]


def _stages(agreement: Agreement) -> Iterator[Item]:
    for stage in agreement.stages:
        yield Item(f"stage.{stage.id}", (stage.id,), stage, wording.stage(stage))


def _fit(agreement: Agreement) -> Iterator[Item]:
    for clause, rule in agreement.qualified_lead.fit_clauses():
        kin = (("points", rule.points), ("label", rule.label or clause))
        yield Item(clause, (str(rule.condition),), rule, wording.fit_rule(rule), kin)


def _engagement(agreement: Agreement) -> Iterator[Item]:
    for clause, rule in agreement.qualified_lead.engagement_clauses():
        key = (rule.kind, str(rule.condition), rule.of)
        kin = (("kind", rule.kind), ("label", rule.label or clause))
        yield Item(clause, key, rule, wording.engagement_rule(rule), kin)


def _always(agreement: Agreement) -> Iterator[Item]:
    for clause, rule in agreement.qualified_lead.always_clauses():
        words = f"a raised hand is {wording.activity(rule.kind, rule.condition)}"
        yield Item(clause, (rule.kind, str(rule.condition)), rule, words, (rule.kind,))


def _never(agreement: Agreement) -> Iterator[Item]:
    for place, condition in enumerate(agreement.qualified_lead.never_when, 1):
        words = f"a lead never qualifies when {wording.condition(condition)}"
        yield Item(f"never_when.{place}", (str(condition),), Clause(), words)


def _handoffs(agreement: Agreement) -> Iterator[Item]:
    for handoff in agreement.handoffs:
        yield Item(f"handoff.{handoff.id}", (handoff.id,), handoff, wording.handoff(handoff))


def _routing(agreement: Agreement) -> Iterator[Item]:
    for place, rule in enumerate(agreement.routing, 1):
        yield Item(f"routing.{place}", (str(rule.condition),), rule, wording.routing(rule), (rule.to,))


def _commitments(agreement: Agreement) -> Iterator[Item]:
    for clause in agreement.commitments:
        words = f"{clause.promise}: {wording.promise_terms(clause, agreement.currency)}"
        yield Item(clause.id, (clause.id,), clause, words)


def _standards(agreement: Agreement) -> Iterator[Item]:
    for place, clause in enumerate(agreement.data_standards, 1):
        yield Item(f"data_standards.{place}", (clause.field,), clause, wording.standard(clause))


def _alerts(agreement: Agreement) -> Iterator[Item]:
    for place, clause in enumerate(agreement.alerts, 1):
        key = repr(sorted(canonical_document(clause).items()))
        yield Item(f"alerts.{place}", (key,), clause, wording.alert(clause), (type(clause), clause.kind))


def _check_ins(agreement: Agreement) -> Iterator[Item]:
    for clause in agreement.check_ins:
        yield Item(f"check_in.{clause.id}", (clause.id,), clause, wording.check_in(clause))


def _reasons(agreement: Agreement) -> Iterator[Item]:
    for name, rejection in agreement.rejection_reasons.items():
        words = f"{rejection.kind}; {wording.way_back(rejection)}"
        yield Item(f"rejection_reasons.{name}", ("rejection", name), rejection, words)
    for name, given_up in agreement.disqualification_reasons.items():
        yield Item(
            f"disqualification_reasons.{name}",
            ("disqualification", name),
            given_up,
            wording.way_back(given_up),
        )
    for name, lost in agreement.lost_reasons.items():
        yield Item(f"lost_reasons.{name}", ("lost", name), lost, wording.way_back(lost))


CYCLE = (ItemList("stages", _stages, "counts"),)
DEFINITION = (
    ItemList("fit rules", _fit),
    ItemList("engagement rules", _engagement),
    ItemList("raised hands", _always),
    ItemList("exceptions", _never),
)
REST = (
    ItemList("hand-offs", _handoffs),
    ItemList("routing rules", _routing, "counts"),
    ItemList("commitments", _commitments, "counts"),
    ItemList("reasons", _reasons, None),
    ItemList("data standards", _standards),
    ItemList("alerts", _alerts),
    ItemList("check-ins", _check_ins),
)
