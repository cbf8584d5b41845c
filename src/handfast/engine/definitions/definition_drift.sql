-- One row for each lead and cycle that the CRM calls an MQL (first at that stage or later) or the agreement calls qualified.
with crm as (
  select entries.lead_id, cycles.cycle, min(entries.at) as crm_mql_at
  from steps.stage_entries as entries
  join agreement.stages as stages on stages.version = entries.version and stages.mql and stages.position <= entries.position
  join steps.cycles as cycles on cycles.lead_id = entries.lead_id and cycles.started_at <= entries.at and entries.at < cycles.ended_at
  join agreement.stages as entered on entered.version = entries.version and entered.stage = entries.stage
  where not (entries.at = cycles.started_at and coalesce(entries.position < entries.previous_position, false))
    and not (entered.last and coalesce(cycles.opened_by, '') = 'won')
  group by entries.lead_id, cycles.cycle
)
select
  coalesce(crm.lead_id, qualified.lead_id) as lead_id, coalesce(crm.cycle, qualified.cycle) as cycle, crm.crm_mql_at, qualified.qualified_at,
  case when crm.lead_id is null then 'agreement only' when qualified.lead_id is null then 'crm only' else 'both' end as verdict
from crm
full join steps.qualifications as qualified on qualified.lead_id = crm.lead_id and qualified.cycle = crm.cycle
