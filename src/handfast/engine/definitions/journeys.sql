-- One row per opportunity and touch of its journey; an opportunity without touches has one row, of the channel `none`.
-- opportunity_id, channel, days_before (days from the touch to the opportunity's creation), lead_days_before (days from the creation of its lead to its
-- own; null where there is no lead), outcome, cents (hundredths of money; null where there is no amount), currency.
select
  o.opportunity_id,
  coalesce(t.channel, 'none') as channel,
  coalesce(micros_between(t.touched_at, o.created_at), 0) / 86400000000 as days_before,
  micros_between(l.created_at, o.created_at) / 86400000000 as lead_days_before,
  o.outcome,
  cast(o.money * 100 as bigint) as cents,
  o.currency
from steps.opportunity_facts as o
left join steps.channel_touches as t on t.opportunity_id = o.opportunity_id
left join findings.lead_profiles as l on l.lead_id = o.lead_id
