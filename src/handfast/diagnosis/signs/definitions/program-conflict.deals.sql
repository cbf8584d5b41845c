-- One row per lead and open opportunity (a denominator), and one per stretch in which it was in an active program meanwhile (a numerator).
with deals as (
  select l.lead_id, o.opportunity_id, o.owner_id, o.created_at as from_at, coalesce(o.closed_at, timestamp '9999-12-31') as until_at
  from findings.opportunities as o
  join steps.deal_leads as l on l.opportunity_id = o.opportunity_id
)
select
  '' as part, d.from_at as happened_at, d.from_at as known_at, d.until_at, 0 as numerator, 1 as denominator, d.lead_id, d.opportunity_id, d.owner_id
from deals as d
union all
select
  '' as part, d.from_at as happened_at, greatest(d.from_at, min(e.entered_at)) as known_at, least(d.until_at, max(coalesce(e.left_at, d.until_at))) as until_at,
  1 as numerator, 0 as denominator, d.lead_id, d.opportunity_id, d.owner_id
from deals as d
join seen.enrollments as e on e.lead_id = d.lead_id and e.entered_at < d.until_at and d.from_at < coalesce(e.left_at, timestamp '9999-12-31')
join steps.program_stages as p on p.program_id = e.program_id and p.active
group by d.lead_id, d.opportunity_id, d.owner_id, d.from_at, d.until_at
