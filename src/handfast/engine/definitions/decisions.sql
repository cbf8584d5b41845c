-- One row for each decision of sales on a lead, with the hand-off it decides: the latest running one.
-- A decision at the instant at which a cycle ends is of the cycle that it ends. Without recorded decisions, the entry into a sales-owned stage accepts.
-- Reads: acceptances (handoff_id, moved_at), none where decisions are recorded.
with placed as (
  select
    rulings.lead_id, rulings.decided_at, rulings.decision, rulings.reason, rulings.reason_kind, rulings.reroute, rulings.basis, cycles.cycle,
    handoffs.handoff_id,
    row_number() over (
      partition by rulings.lead_id, rulings.decided_at, rulings.decision order by handoffs.handed_at desc, handoffs.position desc
    ) as choice
  from steps.rulings as rulings
  join steps.cycles as cycles
    on cycles.lead_id = rulings.lead_id and rulings.decided_at <= cycles.ended_at
    and (cycles.started_at < rulings.decided_at or (cycles.cycle = 1 and cycles.started_at = rulings.decided_at))
  left join steps.handoff_starts as handoffs
    on handoffs.lead_id = rulings.lead_id and handoffs.cycle = cycles.cycle and handoffs.handed_at <= rulings.decided_at
)
select lead_id, decided_at, decision, reason, reason_kind, reroute, cycle, handoff_id, basis
from placed
where choice = 1
union all
select
  handoffs.lead_id, acceptances.moved_at as decided_at, 'accepted' as decision, cast(null as varchar) as reason, cast(null as varchar) as reason_kind,
  false as reroute, handoffs.cycle, handoffs.handoff_id, 'stage' as basis
from acceptances
join steps.handoff_starts as handoffs on handoffs.handoff_id = acceptances.handoff_id
