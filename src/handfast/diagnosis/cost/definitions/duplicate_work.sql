-- One row for each lead that is known, or likely, to be another lead too and that a second rep touched in the period, under the id that the first rep didn't
-- use: what those touches cost.
with pairs as (
  select lead_id as other_id, survivor_id as lead_id from findings.lead_identities
  union
  select other_lead_id as other_id, lead_id from seen.likely_duplicates
),
ids as (
  select lead_id as one, lead_id as id from pairs
  union
  select lead_id as one, other_id as id from pairs
),
touched as (
  select i.one, i.id, a.user_id, a.occurred_at
  from ids as i
  join told.activities as a on a.lead_id = i.id
  join seen.activities as s on s.activity_id = a.activity_id
  join findings.people as p on p.user_id = a.user_id and p.side = 'sales'
  where s.side = 'sales' and s.kind <> 'note' and not coalesce(s.automated, false)
),
firsts as (
  select one, arg_min(id, (occurred_at, id)) as first_id, arg_min(user_id, (occurred_at, id)) as first_user from touched group by one
)
select t.one as lead_id, cast(null as varchar) as handoff_id, cast(null as varchar) as opportunity_id, count(*) * :touch_cost as amount,
  cast(null as varchar) as currency
from touched as t
join firsts as f on f.one = t.one
where t.id <> f.first_id and t.user_id <> f.first_user and :starts_at <= t.occurred_at and t.occurred_at < :ends_at
group by t.one
order by t.one
