-- One row per opportunity, with its money in one column: the agreement's currency where a rate is known, else its own.
-- opportunity_id, handoff_id, lead_id, created_at, closed_at, outcome, type, sourced, money, currency (of money; the agreement's where there is no
-- amount), first_win (the first won opportunity of its account, or of its lead where it has no account), lost_reason as reason, next_step_at,
-- source, origin, campaign, owner, team, stage, and the lead's segment and size.
with wins as (
  select
    opportunity_id,
    row_number() over (partition by coalesce('account ' || account_id, 'lead ' || lead_id, 'opportunity ' || opportunity_id) order by closed_at, opportunity_id)
      as nth
  from findings.opportunities
  where outcome = 'won'
)
select
  o.opportunity_id, o.handoff_id, o.lead_id, o.created_at, o.closed_at, o.outcome, o.type, o.sourced, o.next_step_at, o.contacts,
  coalesce(o.converted_amount, o.amount) as money,
  case when o.converted_amount is null and o.amount is not null then coalesce(nullif(o.currency, ''), :currency) else :currency end as currency,
  coalesce(w.nth = 1, false) as first_win,
  nullif(o.lost_reason, '') as reason,
  o.source, o.origin, o.campaign_id as campaign, p.segment, p.size,
  o.owner_id as owner, u.team, nullif(o.stage, '') as stage
from findings.opportunities as o
left join wins as w on w.opportunity_id = o.opportunity_id
left join findings.people as u on u.user_id = o.owner_id
left join findings.lead_profiles as p on p.lead_id = o.lead_id
