-- One row per hand-off from marketing (:from_marketing) that was accepted, or rejected as definitional or clerical; the latter count.
select
  '' as part, h.decided_at as happened_at, h.decided_at as known_at, case when h.decision = 'rejected' then 1 else 0 end as numerator, 1 as denominator,
  h.lead_id, h.handoff_id, h.owner_id
from findings.handoffs as h
join (
  select distinct handoff_id, decided_at from findings.decisions
  where decision in ('accepted', 'disqualified') or (decision = 'rejected' and reason_kind in ('clerical', 'definitional'))
) as d on d.handoff_id = h.handoff_id and d.decided_at = h.decided_at
where h.handoff in :from_marketing and h.decision in ('accepted', 'disqualified', 'rejected')
