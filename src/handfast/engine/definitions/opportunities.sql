-- One row for each opportunity, with the hand-off it belongs to, its amount in the agreement's currency, and whose deal it is (:unsourced where neither
-- activities nor the origin say).
with dated as (
  select deals.opportunity_id, deals.currency, days.local_day
  from seen.opportunities as deals
  join agreement.versions as versions on versions.from_at <= deals.created_at and deals.created_at < versions.until_at
  join agreement.days as days
    on days.version = versions.version
    and days.utc_day = cast(coalesce(case when deals.is_won is not null then deals.closed_at end, deals.created_at) as date)
    and days.starts_at <= coalesce(case when deals.is_won is not null then deals.closed_at end, deals.created_at)
    and coalesce(case when deals.is_won is not null then deals.closed_at end, deals.created_at) < days.ends_at
),
converted as (
  select dated.opportunity_id, rates.rate, row_number() over (partition by dated.opportunity_id order by rates."on" desc) as choice
  from dated
  join seen.rates as rates on rates.currency = dated.currency and rates."on" <= dated.local_day
),
contacts as (
  select opportunity_id, count(*) as contacts from seen.opportunity_contacts group by opportunity_id
),
named as (
  select
    opportunity_id, lead_id,
    row_number() over (partition by opportunity_id order by case when is_primary then 0 else 1 end, lead_id) as choice
  from seen.opportunity_contacts
)
select
  deals.opportunity_id, belongs.handoff_id, coalesce(belongs.lead_id, deals.lead_id, named.lead_id) as lead_id, deals.account_id, deals.created_at,
  case when deals.is_won is not null then deals.closed_at end as closed_at,
  case when deals.is_won is null or deals.closed_at is null then 'open' when deals.is_won then 'won' else 'lost' end as outcome,
  deals.type, deals.pipeline, deals.stage, deals.amount, coalesce(deals.currency, versions.currency) as currency,
  case when coalesce(deals.currency, versions.currency) = versions.currency then deals.amount
       else cast(deals.amount * converted.rate as decimal(18, 2)) end as converted_amount,
  case when clauses.version is null then null
       else coalesce(sourced.sourced, case leads.origin when 'inbound' then 'marketing' when 'event' then 'marketing' when 'product' then 'marketing'
         when 'outbound' then 'sales' when 'partner' then 'partner' when 'customer' then 'customer' else :unsourced end) end as sourced,
  deals.owner_id, coalesce(deals.source, leads.source) as source, leads.origin, coalesce(deals.campaign_id, leads.campaign_id) as campaign_id,
  nullif(trim(deals.lost_reason), '') as lost_reason, deals.competitor, cast(deals.discount as double) as discount, deals.next_step_at,
  coalesce(contacts.contacts, 0) as contacts
from seen.opportunities as deals
join agreement.versions as versions on versions.from_at <= deals.created_at and deals.created_at < versions.until_at
left join agreement.sourced as clauses on clauses.version = versions.version
left join steps.opportunity_handoffs as belongs on belongs.opportunity_id = deals.opportunity_id
left join steps.sourced as sourced on sourced.opportunity_id = deals.opportunity_id
left join converted on converted.opportunity_id = deals.opportunity_id and converted.choice = 1
left join contacts on contacts.opportunity_id = deals.opportunity_id
left join named on named.opportunity_id = deals.opportunity_id and named.choice = 1
left join steps.leads_now as leads on leads.lead_id = coalesce(belongs.lead_id, deals.lead_id, named.lead_id)
