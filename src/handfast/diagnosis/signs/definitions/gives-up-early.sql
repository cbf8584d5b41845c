-- One row per clock of a promise of so many attempts (:commitments) that was met or broken; the part is the promise, broken ones count.
select
  c.commitment_id as part, c.due_at as happened_at, c.due_at as known_at, case when c.state = 'breached' then 1 else 0 end as numerator, 1 as denominator,
  c.lead_id, c.handoff_id, c.owner_id
from findings.clocks as c
where c.commitment_id in :commitments and c.state in ('met', 'breached')
