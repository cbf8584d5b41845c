-- One row for each lead, fit clause and stretch of time in which the clause is true; neighbouring stretches are one.
-- A clause that was true of a lead at all times has no neighbours.
-- Reads: fit_stretches (version, lead_id, clause, points, from_at, until_at, known).
with follows as (
  select
    version, lead_id, clause, points, from_at, until_at, known,
    lag(until_at) over (partition by version, lead_id, clause order by from_at) as end_before
  from fit_stretches
  where from_at > timestamp '1900-01-01' or until_at < timestamp '9999-12-31'
),
numbered as (
  select
    version, lead_id, clause, points, from_at, until_at, known,
    sum(case when end_before = from_at then 0 else 1 end)
      over (partition by version, lead_id, clause order by from_at rows between unbounded preceding and current row) as island
  from follows
)
select
  versions.agreement_hash, numbered.lead_id, numbered.clause, nullif(min(numbered.from_at), timestamp '1900-01-01') as from_at,
  nullif(max(numbered.until_at), timestamp '9999-12-31') as until_at, max(numbered.points) as points,
  case when min(case when numbered.known then 1 else 0 end) = 1 then 'history' else 'current' end as basis
from numbered
join agreement.versions as versions on versions.version = numbered.version
group by versions.agreement_hash, numbered.lead_id, numbered.clause, numbered.island
union all
select
  versions.agreement_hash, fit_stretches.lead_id, fit_stretches.clause, cast(null as timestamp) as from_at, cast(null as timestamp) as until_at,
  fit_stretches.points, case when fit_stretches.known then 'history' else 'current' end as basis
from fit_stretches
join agreement.versions as versions on versions.version = fit_stretches.version
where fit_stretches.from_at = timestamp '1900-01-01' and fit_stretches.until_at = timestamp '9999-12-31'
