-- One row for each hand-off in which the lead got an opportunity: when the first was created.
select h.handoff_id, min(o.created_at) as opened_at
from findings.handoffs as h
join (
  select opportunity_id, lead_id from findings.opportunities where lead_id is not null
  union
  select opportunity_id, lead_id from seen.opportunity_contacts
) as c on c.lead_id = h.lead_id
join findings.opportunities as o
  on o.opportunity_id = c.opportunity_id and h.handed_at <= o.created_at and (h.ended_at is null or o.created_at < h.ended_at)
group by h.handoff_id
order by h.handoff_id
