-- One row per amount spent on a campaign, until as_of: campaign_id, spent_on, spent_at (the local day's first instant; midnight UTC where the day is
-- outside the agreement's days), amount, currency,
-- converted_amount (to the currency of the agreement in force at as_of, at the latest rate on or before the day; null without one), nth.
with amounts as (
  select s.campaign_id, s.spent_on, s.amount, coalesce(nullif(s.currency, ''), v.currency) as currency, v.currency as own_currency,
    coalesce(d.spent_at, cast(s.spent_on as timestamp)) as spent_at
  from seen.spend as s
  join agreement.versions as v on v.version = :version
  left join (
    select local_day, min(starts_at) as spent_at
    from agreement.days
    where version = :version
    group by local_day
  ) as d on d.local_day = s.spent_on
  where coalesce(d.spent_at, cast(s.spent_on as timestamp)) <= :as_of
), rated as (
  select a.campaign_id, a.spent_on, a.amount, a.currency, arg_max(r.rate, r."on") as rate
  from (select distinct campaign_id, spent_on, amount, currency from amounts) as a
  join seen.rates as r on r.currency = a.currency and r."on" <= a.spent_on
  group by a.campaign_id, a.spent_on, a.amount, a.currency
)
select
  a.campaign_id,
  a.spent_on,
  a.spent_at,
  a.amount,
  a.currency,
  case when a.currency = a.own_currency then a.amount else cast(round(a.amount * r.rate, 2) as decimal(18, 2)) end as converted_amount,
  row_number() over (partition by a.campaign_id, a.spent_on, a.amount, a.currency order by a.spent_at) as nth
from amounts as a
left join rated as r on r.campaign_id = a.campaign_id and r.spent_on = a.spent_on and r.amount = a.amount and r.currency = a.currency
