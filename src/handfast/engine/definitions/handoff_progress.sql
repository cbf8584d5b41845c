-- One row for each hand-off with everything but its clocks and its opportunity.
-- Reads: complete_stretches (version, lead_id, from_at, until_at).
with chosen as (
  select
    handoff_id, decision, decided_at, reason,
    row_number() over (
      partition by handoff_id
      order by case when reroute then 1 else 0 end, case when reroute then -MICROS_BETWEEN(timestamp '1970-01-01', decided_at)
        else MICROS_BETWEEN(timestamp '1970-01-01', decided_at) end, decision
    ) as choice
  from steps.decisions
  where handoff_id is not null
),
ruled as (
  select handoff_id, max(case when decision in ('accepted', 'disqualified', 'recycled') then 1 else 0 end) as has_ruling
  from steps.decisions
  where handoff_id is not null
  group by handoff_id
),
owned as (
  select
    handoffs.handoff_id, owners.owner_id, receivers.team,
    row_number() over (partition by handoffs.handoff_id order by greatest(owners.from_at, handoffs.handed_at), owners.owner_id) as choice
  from steps.handoff_starts as handoffs
  join steps.owner_spans as owners
    on owners.lead_id = handoffs.lead_id and owners.from_at < handoffs.ended_at and handoffs.handed_at < owners.until_at
  join agreement.receivers as receivers
    on receivers.version = handoffs.version and receivers.handoff = handoffs.handoff and receivers.user_id = owners.owner_id
),
deals as (
  select
    handoffs.handoff_id,
    max(case when deals.is_won and deals.closed_at <= handoffs.handed_at then 1 else 0 end) as customer,
    max(case when deals.created_at <= handoffs.handed_at and (deals.closed_at is null or handoffs.handed_at < deals.closed_at) then 1 else 0 end) as in_deal
  from steps.handoff_starts as handoffs
  join steps.lead_opportunities as deals on deals.lead_id = handoffs.lead_id
  group by handoffs.handoff_id
)
select
  handoffs.handoff_id, handoffs.version, handoffs.agreement_hash, handoffs.handoff, handoffs.position, handoffs.lead_id, handoffs.cycle, handoffs.handed_at,
  handoffs.ended_at, handoffs.ended_by, handoffs.ended_reason, handoffs.cycle_started_at, handoffs.raised, handoffs.to_team,
  owned.owner_id, coalesce(owned.team, handoffs.to_team) as team,
  complete_stretches.lead_id is not null as complete,
  contact.first_touch_at, contact.touches, contact.replied_at,
  chosen.decision, chosen.decided_at, chosen.reason,
  contact.first_touch_at is null
    and (coalesce(ruled.has_ruling, 0) = 1 or moves.handoff_id is not null or contact.has_opportunity) as unlogged,
  case when handoffs.from_side = 'marketing' and attributes."lead:origin" = 'inbound'
      and coalesce(deals.customer, 0) = 0 and coalesce(deals.in_deal, 0) = 0
    then contact.touched_before end as early
from steps.handoff_starts as handoffs
join steps.handoff_contact as contact on contact.handoff_id = handoffs.handoff_id
left join steps.handoff_stage_moves as moves on moves.handoff_id = handoffs.handoff_id
left join chosen on chosen.handoff_id = handoffs.handoff_id and chosen.choice = 1
left join ruled on ruled.handoff_id = handoffs.handoff_id
left join owned on owned.handoff_id = handoffs.handoff_id and owned.choice = 1
left join deals on deals.handoff_id = handoffs.handoff_id
left join complete_stretches
  on complete_stretches.version = handoffs.version and complete_stretches.lead_id = handoffs.lead_id
  and complete_stretches.from_at <= handoffs.handed_at and handoffs.handed_at < complete_stretches.until_at
left join steps.attributes as attributes
  on attributes.lead_id = handoffs.lead_id and attributes.from_at <= handoffs.handed_at and handoffs.handed_at < attributes.until_at
