-- One row per stay in a stage whose time limit has run out, or would have; the part is the stage. Stays that were over it then count.
select
  s.stage as part, s.due_at as happened_at, s.due_at as known_at, case when s.stuck then 1 else 0 end as numerator, 1 as denominator, s.lead_id
from findings.stage_spans as s
where s.due_at is not null and s.due_at <= :as_of and s.known
