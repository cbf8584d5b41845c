-- One row per opportunity until it is closed (a denominator), and one from the day on which its next step was due (a numerator). The next step of a closed
-- opportunity is rarely kept, so that only those that name one, or are open, count.
select
  '' as part, o.created_at as happened_at, o.created_at as known_at, o.closed_at as until_at, 0 as numerator, 1 as denominator, o.lead_id, o.opportunity_id,
  o.owner_id
from findings.opportunities as o
where o.outcome = 'open' or o.next_step_at is not null
union all
select
  '' as part, o.created_at as happened_at, o.next_step_at as known_at, o.closed_at as until_at, 1 as numerator, 0 as denominator, o.lead_id,
  o.opportunity_id, o.owner_id
from findings.opportunities as o
where o.next_step_at is not null
