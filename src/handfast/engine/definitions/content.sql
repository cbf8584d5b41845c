-- One row per asset: how sales used it, who opened it, and in which deals it was seen before the close.
-- asset_id, title, kind, stage, persona, live, uses, users, uses_90_days, last_used_at, opened, won, lost. Counts are null where the record has no
-- activities (:told). A use is an activity of sales with the asset; who opened it is a lead that did something with it.
with uses as (
  select
    asset_id, count(*) as uses, count(distinct user_id) as users, count(case when occurred_at > :as_of - interval 90 day then 1 end) as uses_90_days,
    max(occurred_at) as last_used_at
  from steps.asset_activities
  where side = 'sales'
  group by asset_id
), opened as (
  select asset_id, lead_id, min(occurred_at) as opened_at from steps.asset_activities where side = 'prospect' group by asset_id, lead_id
), openers as (
  select asset_id, count(*) as opened from opened group by asset_id
), deals as (
  select distinct s.asset_id, o.opportunity_id, o.outcome
  from opened as s
  join steps.deal_leads as l on l.lead_id = s.lead_id
  join findings.opportunities as o on o.opportunity_id = l.opportunity_id and s.opened_at <= o.closed_at
), outcomes as (
  select asset_id, count(case when outcome = 'won' then 1 end) as won, count(case when outcome = 'lost' then 1 end) as lost from deals group by asset_id
)
select
  t.asset_id, t.title, nullif(t.kind, '') as kind, nullif(t.stage, '') as stage, nullif(t.persona, '') as persona,
  coalesce(t.retired_at > :as_of, true) as live,
  case when :told then coalesce(u.uses, 0) end as uses,
  case when :told then coalesce(u.users, 0) end as users,
  case when :told then coalesce(u.uses_90_days, 0) end as uses_90_days,
  u.last_used_at,
  case when :told then coalesce(p.opened, 0) end as opened,
  case when :told then coalesce(d.won, 0) end as won,
  case when :told then coalesce(d.lost, 0) end as lost
from seen.assets as t
left join uses as u on u.asset_id = t.asset_id
left join openers as p on p.asset_id = t.asset_id
left join outcomes as d on d.asset_id = t.asset_id
