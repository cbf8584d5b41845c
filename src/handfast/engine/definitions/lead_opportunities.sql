-- One row for each opportunity and lead that it names: as its lead, or as one of its contacts.
with named as (
  select opportunity_id, lead_id from seen.opportunities where lead_id is not null
  union
  select opportunity_id, lead_id from seen.opportunity_contacts
)
select
  named.lead_id, named.opportunity_id, opportunities.created_at,
  case when opportunities.is_won is not null then opportunities.closed_at end as closed_at,
  case when opportunities.closed_at is not null then opportunities.is_won end as is_won,
  opportunities.lost_reason
from named
join seen.opportunities as opportunities on opportunities.opportunity_id = named.opportunity_id
join steps.leads as leads on leads.lead_id = named.lead_id
