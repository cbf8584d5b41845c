-- One row per lead: what figures can be cut by, as it stands at as_of: the last change of a field, where the record has its changes, not what the
-- table of leads holds.
-- lead_id, created_at, source, origin, campaign, segment (the account's industry), size (band of its employees: the European Union's bounds for
-- micro, small and medium companies, 10, 50 and 250, then 1,000 and 5,000), owner, team (the owner's), stage (the agreement's word where known).
with standing as (
  select
    l.lead_id, l.created_at, s.stage,
    case when s.lead_id is not null then s.source else l.source end as source,
    case when s.lead_id is not null then s.origin else l.origin end as origin,
    case when s.lead_id is not null then s.campaign_id else l.campaign_id end as campaign_id,
    case when s.lead_id is not null then s.account_id else l.account_id end as account_id,
    case when s.lead_id is not null then s.owner_id else l.owner_id end as owner_id
  from seen.leads as l
  left join findings.standings as s on s.lead_id = l.lead_id
)
select
  l.lead_id,
  l.created_at,
  nullif(l.source, '') as source,
  nullif(l.origin, '') as origin,
  nullif(l.campaign_id, '') as campaign,
  nullif(a.industry, '') as segment,
  case
    when a.employees < 10 then '1-9'
    when a.employees < 50 then '10-49'
    when a.employees < 250 then '50-249'
    when a.employees < 1000 then '250-999'
    when a.employees < 5000 then '1000-4999'
    when a.employees is not null then '5000+'
  end as size,
  nullif(l.owner_id, '') as owner,
  p.team,
  l.stage
from standing as l
left join seen.accounts as a on a.account_id = l.account_id
left join findings.people as p on p.user_id = l.owner_id
