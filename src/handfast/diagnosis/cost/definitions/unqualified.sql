-- One row for each lead that never met the definition and that sales touched in the period: what its touches cost.
select b.lead_id, cast(null as varchar) as handoff_id, cast(null as varchar) as opportunity_id, count(*) * :touch_cost as amount,
  cast(null as varchar) as currency
from steps.touches as t
join agreement.versions as v on v.version = t.version and v.from_at <= t.occurred_at and t.occurred_at < v.until_at
join steps.lead_bounds as b on b.lead_number = t.lead_number
left join (select distinct lead_id from findings.qualifications) as q on q.lead_id = b.lead_id
where q.lead_id is null and :starts_at <= t.occurred_at and t.occurred_at < :ends_at
group by b.lead_id
order by b.lead_id
