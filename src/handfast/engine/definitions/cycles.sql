-- One row for each lead and pass through the revenue cycle: when it began, what opened it, when and by what it ended.
-- Columns: pass_id (stands for lead and cycle where many rows are sorted and joined), lead_number, lead_id, cycle, started_at, ended_at (9999: running), ended_by, reason, opportunity_id; opened_by and the wait that the end before imposes.
with ends as (
  select
    lead_id, decided_at as at, case decision when 'disqualified' then 1 when 'rejected' then 2 else 3 end as rank, decision as ended_by, reason,
    cast(null as varchar) as opportunity_id, recycle, wait_micros, wait_business, version
  from steps.rulings
  where decision in ('disqualified', 'recycled') or (decision = 'rejected' and not reroute)
  union all
  select
    deals.lead_id, deals.closed_at as at, case when deals.is_won then 4 else 5 end as rank, case when deals.is_won then 'won' else 'lost' end as ended_by,
    case when not deals.is_won then nullif(trim(deals.lost_reason), '') end as reason, deals.opportunity_id,
    reasons.recycle, reasons.wait_micros, reasons.wait_business, versions.version
  from steps.lead_opportunities as deals
  join agreement.versions as versions on versions.from_at <= deals.closed_at and deals.closed_at < versions.until_at
  left join agreement.reasons as reasons
    on not deals.is_won and reasons.version = versions.version and reasons.decision = 'lost'
    and reasons.reason = NAME_KEY(deals.lost_reason)
  where deals.closed_at is not null
),
ranked as (
  select
    first_facts.lead_number, ends.lead_id, ends.at, ends.ended_by, ends.reason, ends.opportunity_id, ends.recycle, ends.wait_micros, ends.wait_business, ends.version,
    row_number() over (partition by first_facts.lead_number, ends.at order by ends.rank, ends.opportunity_id) as choice
  from ends
  join steps.first_facts as first_facts on first_facts.lead_id = ends.lead_id and first_facts.at < ends.at
),
starts as (
  select
    lead_number, lead_id, at, cast(null as varchar) as opened_by, cast(null as varchar) as reason, cast(null as varchar) as opportunity_id,
    cast(null as varchar) as recycle, cast(null as bigint) as wait_micros, cast(null as boolean) as wait_business,
    cast(null as integer) as version
  from steps.first_facts
  union all
  select lead_number, lead_id, at, ended_by as opened_by, reason, opportunity_id, recycle, wait_micros, wait_business, version
  from ranked
  where choice = 1
)
select
  ROW_ID() as pass_id,
  lead_number,
  lead_id,
  row_number() over (partition by lead_number order by at) as cycle,
  at as started_at,
  coalesce(lead(at) over (partition by lead_number order by at), timestamp '9999-12-31') as ended_at,
  lead(opened_by) over (partition by lead_number order by at) as ended_by,
  lead(reason) over (partition by lead_number order by at) as reason,
  lead(opportunity_id) over (partition by lead_number order by at) as opportunity_id,
  opened_by, recycle, wait_micros, wait_business, version as opened_version
from starts
