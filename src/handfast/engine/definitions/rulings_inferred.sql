-- One row for each return of a lead from a sales-owned to a marketing-owned stage, in a record that holds no decisions: it was recycled.
-- Columns: as in rulings_recorded.
select
  lead_id, at as decided_at, 'recycled' as decision, cast(null as varchar) as reason, cast(null as varchar) as reason_kind, false as reroute,
  cast(null as varchar) as recycle, cast(null as bigint) as wait_micros, cast(null as boolean) as wait_business,
  version, 'stage' as basis
from steps.stage_entries
where owner_side = 'marketing' and previous_side = 'sales' and at > timestamp '1900-01-01'
