"""The demo company's agreement, written out in full."""

from handfast.demo.amounts import goal
from handfast.demo.clauses import CLAUSES, ENGAGEMENT_NEEDED, EXPLORED, FIT_NEEDED, HOME, LARGEST, SMALLEST
from handfast.demo.names import COMPETITORS, INDUSTRIES
from handfast.demo.reasons import AFTER_CONTACT, BEFORE_CONTACT, LOST, NOT_BACK
from handfast.demo.staff import DOMAIN, Staff
from handfast.demo.worktime import CLOSED

VOLUME_A_LEAD = 0.016
MOST_A_LEAD = 0.06


def _reason(name: str, days: int, more: str = "") -> str:
    back = "recycle: never" if days == NOT_BACK else f"recycle_after: {days} days"
    return f"  {name}: {{{back}{more}}}"


def agreement_text(staff: Staff, leads: int) -> str:
    """The agreement as YAML. Figures that depend on the size of the company grow with the number of leads."""
    boston, dublin = (", ".join(staff.ids[rep] for rep in pool) for pool in staff.sdr_pools)
    home = ", ".join(f"'{country}'" for country in HOME)
    volume = max(round(VOLUME_A_LEAD * leads), 1)
    engagement = "\n".join(clause.text() for clause in CLAUSES)
    after = "\n".join(
        _reason(r.name, r.days, ", only_after: persistence" if r.name == "unreachable" else "")
        for r in AFTER_CONTACT
    )
    before = "\n".join(f"  {name}: {{kind: {kind}, {then}}}" for name, kind, then in BEFORE_CONTACT)
    lost = "\n".join(_reason(reason.name, reason.days) for reason in LOST)
    return f"""\
# Rotaworks plans the work of service crews: who goes where, when, with which parts. It sells to companies of {SMALLEST} to {LARGEST} people in
# North America and Europe. Marketing (`demand`) hands leads to the SDRs; they hand what is real to the AEs. Both sides agreed to what follows.
handfast: 1
name: Rotaworks revenue agreement
effective_from: 2025-01-01
currency: USD

parties:
  marketing: {{owner: maya.feld@{DOMAIN}}}
  sales: {{owner: sam.ortega@{DOMAIN}}}
teams: {{demand: marketing, sdr: sales, ae: sales}}
show: team

terms:
  sales-ready lead: A lead that meets the qualified-lead definition and carries the minimum information.
  raised hand: The lead asked us to call.

calendar:                # head office; the reps in Dublin keep the same hours in their own zone
  timezone: America/New_York
  hours: {{mon-fri: ["09:00-12:30", "13:15-17:30"]}}
  holidays: {{country: US}}
  closed: [{", ".join(str(day) for day in CLOSED)}]

stages:
  - {{id: inquiry, owner: marketing}}
  - {{id: mql, owner: marketing, time_limit: 5 business days}}
  - {{id: sal, owner: sales, time_limit: 15 business days, requires: [phone]}}
  - {{id: sql, owner: sales, time_limit: 10 business days, requires: [industry]}}
  - {{id: opportunity, owner: sales, time_limit: 120 days}}
  - {{id: customer, owner: sales}}

qualified_lead:
  fit:
    - {{if: "employees between {SMALLEST} and {LARGEST}", points: 15, as: size}}
    - {{if: "lower(title) ~ 'vp|director|head|chief'", points: 20, as: senior}}
    - {{if: "lower(title) ~ 'manager'", points: 10, as: manager}}
    - {{if: "country not in ({home})", points: -20, as: far away}}
  engagement:
{engagement}
  qualifies_when: fit >= {FIT_NEEDED} and engagement >= {ENGAGEMENT_NEEDED}
  always_when: [{{on: form_submit, if: "form = 'talk to sales'"}}]
  never_when:
    - "lower(title) ~ 'student|intern'"
    - "stage = 'customer'"
    - "{" or ".join(f"email like '%@{rival.lower()}.example'" for rival in COMPETITORS)}"
  minimum_information: [email, company, title, country]
  explore: {EXPLORED:.0%}                # below the threshold, at random, so that the definition can be judged

touch: {{kinds: [call, email_sent, meeting, demo, social_message, content_shared], automated: false}}

handoffs:
  - {{id: sales, from: demand, to: sdr, when: qualified}}
  - {{id: ae, from: sdr, to: ae, when: {{stage: sql}}}}

sourced: {{within: 180 days, by: first_touch}}

routing:
  - {{if: "country in ('US', 'CA', 'BR')", to: [{boston}]}}
  - {{to: [{dublin}]}}

commitments:
  - {{id: raised-hand, by: sdr, promise: A raised hand is answered within an hour,
     from: handoff.sales, if: raised, until: first_touch, within: 60 business minutes, target: 70%}}
  - {{id: follow-up, by: sdr, promise: Every other hand-off is touched within a business day,
     from: handoff.sales, if: not raised, until: first_touch, within: 1 business day, target: 70%, up_to: {max(round(MOST_A_LEAD * leads), 10)} per month}}
  - {{id: persistence, by: sdr, promise: Four tries in ten business days unless there is an answer,
     from: handoff.sales, count: touches, at_least: 4, unless: replied, within: 10 business days, target: 65%}}
  - {{id: feedback, by: sales, promise: A decision within two business days,
     from: handoff.sales, until: decision, within: 2 business days, target: 70%}}
  - {{id: ae-follow-up, by: ae, promise: An AE speaks to every SQL within two business days,
     from: handoff.ae, until: first_touch, within: 2 business days, target: 70%}}
  - {{id: no-shows, by: sdr, promise: A no-show is rebooked within a business day,
     from: no_show, until: booked, within: 1 business day, target: 60%}}
  - {{id: reasons, by: sales, promise: Nine rejections in ten have a reason, measure: rejections_with_reason, at_least: 90%, every: quarter}}
  - {{id: volume, by: marketing, promise: {volume} sales-ready leads a month, measure: sales_ready_leads, at_least: {volume}, every: month}}
  - {{id: quality, by: marketing, promise: Three of four are accepted, measure: acceptance_rate, at_least: 75%, every: month}}
  - {{id: complete, by: marketing, promise: Hand-offs carry the minimum information, measure: complete_handoffs, at_least: 95%, every: quarter}}
  - {{id: conversion, by: sales, promise: A fifth of the accepted leads become opportunities, measure: accepted_to_opportunity, at_least: 20%, every: quarter}}
  - {{id: pipeline, by: both, promise: "{goal(leads):,} USD of pipeline a quarter", measure: pipeline_created, at_least: {goal(leads)}, every: quarter}}

rejection_reasons:       # before contact
{before}
disqualification_reasons:   # after contact
{after}
lost_reasons:
{lost}

data_standards:
  - {{field: phone, valid: phone, required_from: sal, owner: sales}}
  - {{field: country, valid: country, owner: marketing}}
  - {{field: industry, one_of: [{", ".join(INDUSTRIES)}], required_from: sql, owner: sales}}
  - {{field: email, valid: email, fresh_within: 730 days, owner: marketing}}

alerts:
  - {{on: page_view, if: "url like '%/pricing%' and account.open_opportunities > 0", tell: [owner]}}
  - {{on: clock_at_risk, commitment: follow-up, at: 50%, tell: [owner, manager]}}

check_ins:
  - {{id: weekly, every: monday 10:00, attend: [marketing, sales]}}
  - {{id: content, every: quarter, attend: [marketing, sales]}}

economics: {{touch_cost: 12, discount_limit: 10%, margin: 100%}}
"""
