"""What is found over all leads: figures, promises, attribution, fairness, data health and the rest. One table after the other."""

from handfast.engine.compliance import compliance
from handfast.engine.context import Context
from handfast.engine.definition import define
from handfast.engine.facts import create_facts, instant, naive, side_of_team
from handfast.engine.figures import as_table, figures, whole_scope


def evaluate_overall(context: Context) -> None:
    """Make every table of the findings that is not per lead. The tables per lead must have been made."""
    engine, version = context.engine, context.current_version
    engine.create("findings.people", define("people", side_of_team=side_of_team(context.current)))
    engine.create("findings.lead_profiles", define("lead_profiles"))
    engine.create("findings.meetings", define("meetings"))
    engine.create("findings.spend", define("spend", version=version.number, as_of=instant(naive(context.as_of))))
    create_facts(context)
    found = figures(context, whole_scope(context))
    engine.store("findings.metrics", as_table(found))
    engine.store("findings.compliance", compliance(context, found))
