"""A small agreement in which every kind of clause stands once, for tests that change one thing."""

from handfast.agreement.model import Agreement
from handfast.agreement.text import read_agreement
from handfast.faults import InputFaults

SMALL = """\
handfast: 1
name: Small
effective_from: 2026-01-01
currency: EUR
parties: {marketing: {owner: mo}, sales: {owner: sue}}
teams: {sdr: sales, ae: sales, web: marketing}
show: team
terms: {lead: Somebody who may buy.}
calendar:
  timezone: Europe/Berlin
  hours: {mon-fri: ["09:00-17:00"]}
  holidays: {country: DE, subdivision: BE}
  closed: [2026-12-24]
stages:
  - {id: mql, owner: marketing, time_limit: 2 days, also_called: [Marketing Qualified]}
  - {id: sal, owner: sales, requires: [phone]}
qualified_lead:
  fit:
    - {if: "employees >= 50", points: 20, as: big}
    - {if: "country = 'US'", points: -5}
  engagement:
    - {on: page_view, points: 2, at_most: 3 per day, half_life: 30 days}
    - {on: unsubscribe, of: account, points: -9, expires_after: 60 days}
  qualifies_when: fit >= 10 and engagement >= 5
  always_when: [{on: form_submit, if: "form = 'contact'"}]
  never_when: ["email like '%@rival.example'"]
  minimum_information: [email, company]
  explore: 5%
touch: {kinds: [call, meeting], automated: false}
handoffs:
  - {id: first, from: web, to: sdr, when: qualified}
  - {id: second, from: sdr, to: ae, when: {stage: sal}}
sourced: {within: 90 days, by: origin}
routing:
  - {if: "country = 'DE'", to: [ana, bo], weights: {ana: 2}}
  - {to: [kim], balance: value}
commitments:
  - {id: quick, by: sdr, promise: Soon, from: handoff.first, if: raised, until: first_touch, within: 1 business hour, target: 90%, up_to: 150 per month}
  - {id: tries, by: sales, promise: Four tries, from: handoff.first, count: touches, at_least: 4, unless: replied, within: 5 days, target: 80%}
  - {id: volume, by: marketing, promise: Ninety a month, measure: sales_ready_leads, at_least: 90, every: month}
  - {id: quality, by: marketing, promise: Most are accepted, measure: acceptance_rate, at_least: 85%, every: month}
  - {id: money, by: both, promise: A million, measure: pipeline_created, at_least: 1000000, every: quarter}
rejection_reasons: {lost its way: {kind: procedural, then: reroute}}
disqualification_reasons: {gone: {recycle_after: 30 days, only_after: tries}}
lost_reasons: {no decision: {recycle_after: 60 days}}
data_standards:
  - {field: phone, valid: phone, required_from: sal, owner: sales, fresh_within: 365 days}
  - {field: industry, one_of: [retail, health]}
alerts:
  - {on: page_view, if: "url like '%/pricing%'", tell: owner}
  - {on: clock_at_risk, commitment: quick, at: 50%, tell: [owner, manager]}
check_ins: [{id: weekly, every: monday 10:00, attend: [marketing, sales]}]
economics: {touch_cost: 12.5, discount_limit: 10%, margin: 80%}
signs: {gone-cold: {threshold: 20%}, slow-change: {threshold: 45}}
"""


def changed(old: str, new: str) -> str:
    """The small agreement with one piece of its text replaced."""
    assert SMALL.count(old) == 1, f"{old!r} stands {SMALL.count(old)} times"
    return SMALL.replace(old, new)


def small() -> Agreement:
    """The small agreement."""
    return read_agreement(SMALL, "a.yaml")


def faults(text: str) -> list[str]:
    """Every fault of a text, as a reader sees them; none when it has none."""
    try:
        read_agreement(text, "a.yaml")
    except InputFaults as error:
        return [str(fault) for fault in error.faults]
    return []
