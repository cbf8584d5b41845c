-- One row for each hand-off: who handed whom to whom when, what sales did, what became of it.
with timed as (
  select
    clocks.handoff_id, clocks.state, clocks.stopped_at,
    row_number() over (partition by clocks.handoff_id order by commitments.position, clocks.started_at desc) as choice
  from steps.clocks as clocks
  join agreement.commitments as commitments
    on commitments.version = clocks.version and commitments.commitment_id = clocks.commitment_id
    and commitments.until_kind = 'first_touch' and commitments.start_kind = 'handoff'
),
deals as (
  select
    handoff_id, opportunity_id, outcome, amount, currency,
    row_number() over (
      partition by handoff_id
      order by case when outcome = 'won' then 0 else 1 end, case when outcome = 'won' then closed_at else created_at end, opportunity_id
    ) as choice
  from steps.opportunities
  where handoff_id is not null
)
select
  handoffs.handoff_id, handoffs.handoff, handoffs.lead_id, handoffs.cycle, handoffs.handed_at, handoffs.owner_id, handoffs.team, handoffs.raised,
  handoffs.complete, handoffs.first_touch_at, handoffs.touches, handoffs.replied_at, handoffs.decision, handoffs.decided_at, handoffs.reason,
  case timed.state when 'met' then 'in time' when 'breached' then case when timed.stopped_at is not null then 'late' else 'never' end
    when 'running' then 'open' when 'at risk' then 'open' else timed.state end as timing,
  handoffs.early, deals.opportunity_id, deals.outcome, deals.amount, deals.currency, handoffs.agreement_hash,
  nullif(handoffs.ended_at, timestamp '9999-12-31') as ended_at, handoffs.unlogged
from steps.handoff_progress as handoffs
left join timed on timed.handoff_id = handoffs.handoff_id and timed.choice = 1
left join deals on deals.handoff_id = handoffs.handoff_id and deals.choice = 1
