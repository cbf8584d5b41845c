-- One row per question from a call, 30 days after it was asked; those still open then count.
select
  '' as part, q.asked_at + interval 30 day as happened_at, q.asked_at + interval 30 day as known_at,
  case when q.answered_at <= q.asked_at + interval 30 day then 0 else 1 end as numerator, 1 as denominator, q.lead_id, q.user_id as owner_id, q.question_id
from seen.call_questions as q
