-- One row per request, 30 days after it was made; those still open then count.
select
  '' as part, r.asked_at + interval 30 day as happened_at, r.asked_at + interval 30 day as known_at,
  case when r.answered_at <= r.asked_at + interval 30 day then 0 else 1 end as numerator, 1 as denominator, r.asked_by as owner_id, r.request_id
from seen.requests as r
