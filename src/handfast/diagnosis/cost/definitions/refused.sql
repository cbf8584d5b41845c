-- One row for each lead handed over in the period and refused as definitional or clerical, whose campaign's spend is known: what a lead of that campaign cost.
-- A campaign's spend per lead is all its spend over all its leads, in the agreement's currency where there are rates, else in each currency.
with spent as (
  select campaign_id, case when converted_amount is null then currency end as currency, sum(cast(coalesce(converted_amount, amount) as double)) as amount
  from findings.spend
  group by all
),
brought as (
  select campaign_id, count(*) as leads from seen.leads where campaign_id is not null group by campaign_id
),
refused as (
  select h.lead_id, min(h.handoff_id) as handoff_id
  from findings.handoffs as h
  join findings.decisions as d on d.handoff_id = h.handoff_id and d.decision = 'rejected' and d.reason_kind in ('definitional', 'clerical')
  where h.decision = 'rejected' and :starts_at <= h.handed_at and h.handed_at < :ends_at
  group by h.lead_id
)
select r.lead_id, r.handoff_id, cast(null as varchar) as opportunity_id, s.amount / b.leads as amount, s.currency
from refused as r
join seen.leads as l on l.lead_id = r.lead_id
join brought as b on b.campaign_id = l.campaign_id
join spent as s on s.campaign_id = l.campaign_id
order by r.lead_id, s.currency
