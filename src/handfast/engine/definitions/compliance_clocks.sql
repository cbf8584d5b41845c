-- One row per timer commitment, period in which its clocks were due, and member (all, a team, a person where the agreement says so).
-- version, commitment_id, period, dimension, member, kept (met), broken (breached), running (running or at risk), excused (excused or unlogged).
with due as (
  select
    v.version, c.commitment_id, c.state, c.team, c.owner_id, v.show,
    case m.every when 'week' then d.week when 'quarter' then d.quarter else d.month end as period
  from findings.clocks as c
  join agreement.versions as v on v.agreement_hash = c.agreement_hash
  join agreement.commitments as m on m.version = v.version and m.commitment_id = c.commitment_id
  join agreement.days as d on d.version = v.version and d.utc_day = cast(c.due_at as date) and d.starts_at <= c.due_at and c.due_at < d.ends_at
), members as (
  select version, commitment_id, period, 'all' as dimension, 'all' as member, state from due
  union all
  select version, commitment_id, period, 'team' as dimension, coalesce(team, '(none)') as member, state from due
  union all
  select version, commitment_id, period, 'owner' as dimension, coalesce(owner_id, '(none)') as member, state from due where show = 'person'
)
select
  version, commitment_id, period, dimension, member,
  count(case when state = 'met' then 1 end) as kept,
  count(case when state = 'breached' then 1 end) as broken,
  count(case when state in ('running', 'at risk') then 1 end) as running,
  count(case when state in ('excused', 'unlogged') then 1 end) as excused
from members
group by version, commitment_id, period, dimension, member
