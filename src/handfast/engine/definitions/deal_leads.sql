-- One row per opportunity and lead that it names, as its lead or as a contact: opportunity_id, lead_id, created_at (the opportunity's).
with named as (
  select opportunity_id, lead_id from seen.opportunities where lead_id is not null
  union
  select opportunity_id, lead_id from seen.opportunity_contacts
)
select n.opportunity_id, n.lead_id, o.created_at
from named as n
join seen.opportunities as o on o.opportunity_id = n.opportunity_id
