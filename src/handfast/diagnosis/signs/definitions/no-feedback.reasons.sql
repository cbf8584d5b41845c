-- One row per rejection; those without a reason count. The part is the promise that it is held to (:promises); none: ''.
select
  coalesce(p.commitment_id, '') as part, d.decided_at as happened_at, d.decided_at as known_at,
  case when coalesce(d.reason, '') = '' then 1 else 0 end as numerator, 1 as denominator, d.lead_id, d.handoff_id
from findings.decisions as d
left join agreement.commitments as p on p.measure = 'rejections_with_reason' and p.version = :version
where d.decision = 'rejected'
