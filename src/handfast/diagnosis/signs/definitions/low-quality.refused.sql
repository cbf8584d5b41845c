-- One row per hand-off from marketing (:from_marketing) that was decided on, other than the misrouted; it counts where it was rejected. The part is the
-- promise of acceptance that it is held to (:promises); none: ''.
select
  coalesce(p.commitment_id, '') as part, h.decided_at as happened_at, h.decided_at as known_at,
  case when h.decision = 'rejected' then 1 else 0 end as numerator, 1 as denominator, h.lead_id, h.handoff_id, h.owner_id
from findings.handoffs as h
join (
  select distinct handoff_id, decided_at from findings.decisions
  where decision in ('accepted', 'disqualified') or (decision = 'rejected' and not coalesce(reroute, false) and coalesce(reason_kind, '') <> 'procedural')
) as d on d.handoff_id = h.handoff_id and d.decided_at = h.decided_at
join agreement.commitments as p on p.measure = 'acceptance_rate' and p.version = :version
where h.handoff in :from_marketing and h.decision in ('accepted', 'disqualified', 'rejected')
