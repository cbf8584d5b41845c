-- One row for each hand-off that won an opportunity and each opportunity it won, sorted: the opportunity's amount, divided equally among those of its contacts
-- who had been handed over by the same clause. `amount` is in the agreement's currency where there is a rate (`currency` is null then), else in its own.
with contacts as (
  select opportunity_id, lead_id from findings.opportunities where lead_id is not null
  union
  select opportunity_id, lead_id from seen.opportunity_contacts
),
shares as (
  select
    h.handoff_id, h.handoff, o.opportunity_id, o.closed_at, o.amount, o.converted_amount, o.currency,
    count(*) over (partition by o.opportunity_id, h.handoff) as contacts
  from findings.opportunities as o
  join contacts as c on c.opportunity_id = o.opportunity_id
  join findings.handoffs as h
    on h.lead_id = c.lead_id and h.handed_at <= o.created_at and (h.ended_at is null or o.created_at < h.ended_at or o.handoff_id = h.handoff_id)
  where o.outcome = 'won'
)
select
  handoff_id, opportunity_id, contacts,
  cast(coalesce(converted_amount, amount) as double) / contacts as amount,
  case when converted_amount is null and amount is not null then currency end as currency
from shares
order by handoff_id, opportunity_id
