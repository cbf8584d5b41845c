-- One row for each recorded decision on a lead, with its reason as it stood at the end of the decision's local day, and what the agreement makes of it.
-- Columns: lead_id, decided_at, decision, reason, reason_kind, reroute, recycle, wait_micros, wait_business, version, basis.
with named as (
  select distinct
    changes.lead_id, changes.changed_at as decided_at,
    NAME_KEY(changes.new_value) as decision
  from seen.lead_changes as changes
  where changes.field = 'decision'
),
dated as (
  select
    named.lead_id, named.decided_at, named.decision, versions.version, days.day_ends_at,
    case named.decision when 'rejected' then 'rejection_reason' when 'accepted' then '' else 'disqualification_reason' end as reason_field,
    case named.decision when 'rejected' then :rejection_reason_now when 'accepted' then null else :disqualification_reason_now end as reason_now
  from named
  join steps.leads as leads on leads.lead_id = named.lead_id
  join agreement.versions as versions on versions.from_at <= named.decided_at and named.decided_at < versions.until_at
  join agreement.days as days
    on days.version = versions.version and days.utc_day = cast(named.decided_at as date)
    and days.starts_at <= named.decided_at and named.decided_at < days.ends_at
  where named.decision in ('accepted', 'rejected', 'disqualified', 'recycled')
),
reasoned as (
  select
    dated.lead_id, dated.decided_at, dated.decision, dated.version,
    case when spans.thing_id is not null then spans.value else nullif(trim(dated.reason_now), '') end as reason
  from dated
  left join steps.lead_spans as spans
    on spans.thing_id = dated.lead_id and spans.field = dated.reason_field
    and spans.from_at < dated.day_ends_at and dated.day_ends_at <= spans.until_at
)
select
  reasoned.lead_id, reasoned.decided_at, reasoned.decision, reasoned.reason, reasons.kind as reason_kind,
  coalesce(reasons.reroute, false) as reroute, reasons.recycle, reasons.wait_micros, reasons.wait_business,
  reasoned.version, 'recorded' as basis
from reasoned
left join agreement.reasons as reasons
  on reasons.version = reasoned.version and reasons.decision = reasoned.decision
  and reasons.reason = NAME_KEY(reasoned.reason)
