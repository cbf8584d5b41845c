-- One row for each opportunity that belongs to a hand-off: its leads' latest at or before its creation, else its account's latest.
with of_leads as (
  select deals.opportunity_id, handoffs.handoff_id, handoffs.lead_id, handoffs.handed_at
  from steps.lead_opportunities as deals
  join steps.handoff_starts as handoffs on handoffs.lead_id = deals.lead_id and handoffs.handed_at <= deals.created_at
),
of_accounts as (
  select deals.opportunity_id, handoffs.handoff_id, handoffs.lead_id, handoffs.handed_at
  from seen.opportunities as deals
  join steps.leads_now as leads on leads.account_id = deals.account_id
  join steps.handoff_starts as handoffs on handoffs.lead_id = leads.lead_id and handoffs.handed_at <= deals.created_at
  where not exists (select 1 from of_leads where of_leads.opportunity_id = deals.opportunity_id)
),
ranked as (
  select
    opportunity_id, handoff_id, lead_id,
    row_number() over (partition by opportunity_id order by handed_at desc, handoff_id) as choice
  from (select * from of_leads union all select * from of_accounts) as candidates
)
select opportunity_id, handoff_id, lead_id
from ranked
where choice = 1
