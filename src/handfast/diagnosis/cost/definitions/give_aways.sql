-- One row for each deal won in the period on which more was given away than agreed: the discount beyond the limit, of the price before it, and concessions.
-- An amount is what the customer pays, so that the price before a discount d is amount / (1 - d).
with conceded as (
  select opportunity_id, sum(cast(cost as double)) as cost from seen.concessions group by opportunity_id
),
priced as (
  select
    o.opportunity_id, o.lead_id, o.handoff_id, case when o.converted_amount is null then o.currency end as currency,
    case when o.discount > :limit and o.discount < 1
      then cast(coalesce(o.converted_amount, o.amount) as double) * (o.discount - :limit) / (1 - o.discount) end as beyond
  from findings.opportunities as o
  where o.outcome = 'won' and :starts_at <= o.closed_at and o.closed_at < :ends_at
)
select p.opportunity_id as lead_id, p.handoff_id, p.opportunity_id, p.beyond as amount, p.currency from priced as p where p.beyond > 0
union all
select p.opportunity_id as lead_id, p.handoff_id, p.opportunity_id, c.cost as amount, cast(null as varchar) as currency
from priced as p join conceded as c on c.opportunity_id = p.opportunity_id
where c.cost > 0
order by opportunity_id, currency, amount
