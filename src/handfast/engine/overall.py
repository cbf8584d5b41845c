"""What is found over all leads: figures, promises, attribution, fairness, content, automation, data health."""

from dataclasses import replace

from handfast.engine.attributing import attribute, create_journeys
from handfast.engine.compliance import compliance
from handfast.engine.context import Context
from handfast.engine.data_health import assess
from handfast.engine.definition import define
from handfast.engine.facts import create_facts, side_of_team
from handfast.engine.fairness import deal_fairly
from handfast.engine.figures import as_table, figures, whole_scope
from handfast.engine.known import there
from handfast.engine.trees import instant


def evaluate_overall(context: Context) -> None:
    """Make every table of the findings that is not per lead. The tables per lead must be made, or making.

    First what is SQL alone, and what the rest is counted from, so that it is made while the rest is counted and judged here,
    by two threads: data health and attribution beside figures and promises.
    """
    _profiles(context)
    _content(context)
    create_facts(context)
    create_journeys(context)
    deal_fairly(context)
    _crm_use(context)
    _automation(context)
    with context.engine.meanwhile(lambda engine: _judge(replace(context, engine=engine))):
        found = figures(context, whole_scope(context))
        context.engine.store("findings.metrics", as_table(found))
        context.engine.store("findings.compliance", compliance(context, found))


def _judge(context: Context) -> None:
    assess(context)
    attribute(context)


def _profiles(context: Context) -> None:
    """What figures are cut by, and the facts that no table per lead holds."""
    engine, version = context.engine, context.current_version
    engine.create("findings.people", define("people", side_of_team=side_of_team(context.current)))
    engine.create("findings.lead_profiles", define("lead_profiles"))
    engine.create("findings.meetings", define("meetings"))
    engine.create("findings.spend", define("spend", version=version.number, as_of=instant(context.as_of)))
    engine.create("steps.deal_leads", define("deal_leads"))


def _content(context: Context) -> None:
    context.engine.create("steps.asset_activities", define("asset_activities"))
    context.engine.create(
        "findings.content", define("content", as_of=instant(context.as_of), told=there(context, "activities"))
    )


def _crm_use(context: Context) -> None:
    told = there(context, "opportunity_contacts")
    context.engine.create(
        "findings.crm_use", define("crm_use", as_of=instant(context.as_of), contacts_told=told)
    )


def _automation(context: Context) -> None:
    engine, version = context.engine, context.current_version.number
    engine.create("steps.program_stages", define("program_stages", version=version))
    programs, enrollments = there(context, "programs"), there(context, "enrollments")
    tree = define(
        "automation",
        version=version,
        as_of=instant(context.as_of),
        programs_told=programs,
        enrollments_told=enrollments,
    )
    engine.create("findings.automation", tree)
