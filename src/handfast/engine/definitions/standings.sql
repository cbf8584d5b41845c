-- One row for each lead as it stands at as_of: its score, and what is missing for the nearest way to qualify.
-- :missing_fit, :missing_engagement, :missing_score are the points lacking by the threshold of the version in force.
-- Reads: traits_now (lead_id, fit, barred, missing_information), scores_now (lead_id, engagement).
with standing as (
  select
    leads.lead_id, cycles.cycle, now.account_id,
    case when entries.lead_id is not null then entries.stage else coalesce(names.stage, nullif(trim(leads.stage), '')) end as stage,
    now.owner_id, now.source, now.origin, now.campaign_id, leads.created_at,
    round(traits_now.fit, 6) as fit, round(coalesce(scores_now.engagement, 0), 6) as engagement,
    qualified.qualified_at, traits_now.missing_information, traits_now.barred > 0 as barred, waits.waits_until, versions.agreement_hash
  from steps.leads as leads
  join steps.leads_now as now on now.lead_id = leads.lead_id
  join steps.cycles as cycles on cycles.lead_id = leads.lead_id and cycles.ended_at = timestamp '9999-12-31'
  join traits_now on traits_now.lead_id = leads.lead_id
  join agreement.versions as versions on versions.from_at <= :as_of and :as_of < versions.until_at
  left join scores_now on scores_now.lead_id = leads.lead_id
  left join agreement.stage_names as names
    on names.version = versions.version
    and names.name = NAME_KEY(leads.stage)
  left join steps.stage_entries as entries on entries.lead_id = leads.lead_id and entries.left_at = timestamp '9999-12-31'
  left join steps.qualifications as qualified on qualified.lead_id = leads.lead_id and qualified.cycle = cycles.cycle
  left join steps.waits as waits on waits.lead_id = leads.lead_id and waits.cycle = cycles.cycle
),
scored as (
  select standing.*, round(fit + engagement, 6) as score from standing
)
select
  lead_id, cycle, account_id, stage, owner_id, source, origin, campaign_id, created_at, fit, engagement, score, qualified_at,
  :missing_fit as missing_fit, :missing_engagement as missing_engagement, :missing_score as missing_score, missing_information,
  barred, waits_until, agreement_hash
from scored
