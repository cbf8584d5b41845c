-- One row for each lead that is known, or likely, to be another lead too and that a second rep touched in the period, under the id that the first rep didn't
-- use: what those touches cost. Ids are those of the source, before merging.
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
agreed as (
  select distinct b.lead_id, t.occurred_at, t.user_id
  from steps.touches as t
  join agreement.versions as v on v.version = t.version and v.from_at <= t.occurred_at and t.occurred_at < v.until_at
  join steps.lead_bounds as b on b.lead_number = t.lead_number
),
touched as (
  select distinct i.one, i.id, a.user_id, a.occurred_at, a.activity_id
  from ids as i
  join told.activities as a on a.lead_id = i.id
  join seen.activities as s on s.activity_id = a.activity_id
  join agreed as g on g.lead_id = s.lead_id and g.occurred_at = s.occurred_at and g.user_id = a.user_id
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
