"""The definition in force in the words in which a draft is told, so that both can stand beside each other."""

from handfast.agreement.model import Agreement
from handfast.diagnosis.learning.learned import Today, engagement_words


def today_of(agreement: Agreement) -> Today:
    """Its rules, most points first, and its line."""
    lead = agreement.qualified_lead
    rules = [(float(rule.points), rule.condition.text) for rule in lead.fit]
    for rule in lead.engagement:
        rules.append(
            (
                float(rule.points),
                engagement_words(
                    rule.kind,
                    rule.condition.text if rule.condition else "",
                    rule.of,
                    str(rule.at_most or ""),
                    str(rule.expires_after or ""),
                    str(rule.half_life or ""),
                ),
            )
        )
    return Today(
        tuple(sorted(rules, key=lambda rule: -abs(rule[0]))),
        str(lead.qualifies_when.text if lead.qualifies_when else ""),
    )
