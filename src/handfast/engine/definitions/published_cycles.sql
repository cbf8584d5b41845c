-- One row for each lead and pass through the revenue cycle.
select
  cycles.lead_id, cycles.cycle, cycles.started_at, nullif(cycles.ended_at, timestamp '9999-12-31') as ended_at, cycles.ended_by, cycles.reason,
  cycles.opportunity_id, waits.waits_until
from steps.cycles as cycles
left join steps.waits as waits on waits.lead_id = cycles.lead_id and waits.cycle = cycles.cycle
