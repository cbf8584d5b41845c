"""The draft agreement: the one in force with a learned definition in place of its own, and the evidence beside each rule."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from ruamel.yaml import YAML

from handfast.agreement.canonical import canonical_document
from handfast.agreement.model import Agreement
from handfast.agreement.text import read_agreement
from handfast.diagnosis.learning.learned import Rule, Threshold
from handfast.diagnosis.learning.traits import Engagement, Fit

KEPT = ("always_when", "never_when", "minimum_information", "explore")


def draft_text(
    agreement: Agreement,
    text: str,
    rules: Sequence[Rule],
    threshold: Threshold,
    head: Sequence[str],
    effective: date,
) -> str:
    """The agreement's text with the learned definition, as YAML that reads as an agreement.

    Signatures go: a draft is nobody's promise yet. Where the agreement says from when it holds, the draft says `effective`. `head` is put above the
    definition as comments. What was agreed besides points (raised hands, exclusions, minimum information, exploring) stays.
    """
    made = "\n".join(_definition(agreement, rules, threshold, head)) + "\n"
    blocks = _blocks(text)
    written: list[str] = []
    done = False
    for key, block in blocks:
        if key == "signatures":
            continue
        if key == "qualified_lead":
            written.append(made + _after(block))
            done = True
        elif key == "effective_from":
            written.append(f"effective_from: {effective.isoformat()}\n")
        else:
            written.append(block)
    if not done:
        written.append(made)
    result = "".join(written)
    read_agreement(result, "draft.yaml")
    return result


def _blocks(text: str) -> list[tuple[str, str]]:
    """The text by its top-level keys, in order; what stands before the first is the key ''. In a document in brackets there is only one block."""
    root = YAML(typ="rt", pure=True).compose(text)
    if root is None or root.flow_style:
        return [("", text)]
    marks = [(key.value, key.start_mark.index) for key, _ in root.value]
    edges = [*(at for _, at in marks), len(text)]
    return [("", text[: edges[0]]), *((name, text[at : edges[n + 1]]) for n, (name, at) in enumerate(marks))]


def _after(block: str) -> str:
    """The comments at the margin and blank lines at the end of a block: they belong to what follows."""
    lines = block.splitlines(keepends=True)
    kept: list[str] = []
    while lines and (not lines[-1].strip() or lines[-1].startswith("#")):
        kept.append(lines.pop())
    return "".join(reversed(kept))


def _definition(
    agreement: Agreement, rules: Sequence[Rule], threshold: Threshold, head: Sequence[str]
) -> list[str]:
    lines = ["qualified_lead:", *(f"  # {line}" for line in head)]
    for name, kind in (("fit", Fit), ("engagement", Engagement)):
        chosen = [rule for rule in rules if isinstance(rule.trait, kind)]
        if chosen:
            lines.append(f"  {name}:")
            lines += [f"    - {_flow(_clause(rule))}   # {_evidence(rule)}" for rule in chosen]
    lines.append(f"  qualifies_when: score >= {threshold.score}")
    said = canonical_document(agreement.qualified_lead)
    lines += [f"  {key}: {_flow(said[key])}" for key in KEPT if said.get(key)]
    return lines


def _clause(rule: Rule) -> dict[str, Any]:
    from handfast.diagnosis.learning.matrix import engagement_clause

    if isinstance(rule.trait, Fit):
        return {"if": rule.trait.condition, "points": rule.points}
    return engagement_clause(rule.trait, rule.points)


def _flow(value: Any) -> str:
    """A value as YAML in brackets on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)


def _evidence(rule: Rule) -> str:
    return f"{rule.rows:,} rows, {rule.won:.0%} won; of the others {rule.others:.0%}"
