-- One row for each hand-off and owner's turn in it: from the hand-off, and from each reroute of a misrouted lead, to the next reroute or the end.
-- Columns: handoff_id, segment, started_at, ended_at (9999: runs), last (whether it is the hand-off's last), owner_id, team: the first receiver to own it then.
with turns as (
  select handoff_id, handed_at as started_at from steps.handoff_progress
  union
  select decisions.handoff_id, decisions.decided_at as started_at
  from steps.decisions as decisions
  join steps.handoff_progress as handoffs on handoffs.handoff_id = decisions.handoff_id and handoffs.handed_at < decisions.decided_at
    and decisions.decided_at < handoffs.ended_at
  where decisions.reroute
),
numbered as (
  select
    turns.handoff_id, turns.started_at,
    row_number() over (partition by turns.handoff_id order by turns.started_at) as segment,
    lead(turns.started_at) over (partition by turns.handoff_id order by turns.started_at) as next_at
  from turns
),
owned as (
  select
    numbered.handoff_id, numbered.segment, owners.owner_id, receivers.team,
    row_number() over (
      partition by numbered.handoff_id, numbered.segment order by greatest(owners.from_at, numbered.started_at), owners.owner_id
    ) as choice
  from numbered
  join steps.handoff_progress as handoffs on handoffs.handoff_id = numbered.handoff_id
  join steps.owner_spans as owners
    on owners.lead_id = handoffs.lead_id and owners.from_at < handoffs.ended_at and numbered.started_at < owners.until_at
  join agreement.receivers as receivers
    on receivers.version = handoffs.version and receivers.handoff = handoffs.handoff and receivers.user_id = owners.owner_id
  where numbered.segment > 1
)
select
  handoffs.handoff_id, handoffs.version, handoffs.handoff, handoffs.lead_id, handoffs.cycle_started_at, handoffs.raised, handoffs.handed_at, numbered.segment,
  numbered.started_at, coalesce(numbered.next_at, handoffs.ended_at) as ended_at, handoffs.ended_at as cycle_ended_at,
  case when numbered.next_at is null then handoffs.ended_by end as ended_by,
  case when numbered.next_at is null then handoffs.ended_reason end as ended_reason,
  numbered.next_at is null as last,
  case when numbered.segment = 1 then handoffs.owner_id else owned.owner_id end as owner_id,
  case when numbered.segment = 1 then handoffs.team else coalesce(owned.team, handoffs.to_team) end as team,
  case when handoffs.first_touch_at >= numbered.started_at then handoffs.first_touch_at end as first_touch_at, handoffs.unlogged
from numbered
join steps.handoff_progress as handoffs on handoffs.handoff_id = numbered.handoff_id
left join owned on owned.handoff_id = numbered.handoff_id and owned.segment = numbered.segment and owned.choice = 1
