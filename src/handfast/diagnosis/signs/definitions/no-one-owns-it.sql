-- One row per breach of a promise, two business days after it was due (steps.breaches_to_own: commitment_id, lead_id, clock_started_at, started_at: when the
-- clock was due, due_at: two business days later); it counts where nobody had taken it up by then.
select
  '' as part, b.due_at as happened_at, b.due_at as known_at, case when min(a.acknowledged_at) <= b.due_at then 0 else 1 end as numerator, 1 as denominator,
  b.lead_id, b.handoff_id, b.owner_id
from steps.breaches_to_own as b
left join seen.acknowledgements as a
  on a.commitment_id = b.commitment_id and a.lead_id = b.lead_id and a.started_at = b.clock_started_at
group by b.commitment_id, b.lead_id, b.clock_started_at, b.due_at, b.handoff_id, b.owner_id
