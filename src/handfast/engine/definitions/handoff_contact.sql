-- One row for each hand-off that sales has touched, or whose lead replied or has a meeting: the first of each, and how many touches.
-- The receiving team's touch, chat or call in the two hours before counts as a touch at the hand-off, and so does a meeting already booked and still ahead.
with inside as (
  select
    handoffs.handoff_id,
    sum(case when events.what = 'touch' then 1 else 0 end) as touches,
    min(case when events.what in ('touch', 'booked') then events.at end) as first_touch_inside,
    min(case when events.what = 'replied' then events.at end) as replied_at,
    max(case when events.what = 'opportunity' then 1 else 0 end) as has_opportunity
  from steps.handoff_starts as handoffs
  join steps.lead_events as events
    on events.lead_id = handoffs.lead_id and handoffs.handed_at <= events.at and events.at < handoffs.ended_at
    and events.what in ('touch', 'booked', 'replied', 'opportunity') and coalesce(events.version, handoffs.version) = handoffs.version
  group by handoffs.handoff_id
),
just_before as (
  select handoffs.handoff_id
  from steps.handoff_starts as handoffs
  join steps.contacts as contacts
    on contacts.lead_id = handoffs.lead_id and contacts.version = handoffs.version
    and greatest(handoffs.cycle_started_at, PLUS_MICROS(handoffs.handed_at, -7200000000)) <= contacts.occurred_at
    and contacts.occurred_at < handoffs.handed_at
  join agreement.receivers as receivers
    on receivers.version = handoffs.version and receivers.handoff = handoffs.handoff and receivers.user_id = contacts.user_id
  union
  select handoffs.handoff_id
  from steps.handoff_starts as handoffs
  join seen.meetings as meetings
    on meetings.lead_id = handoffs.lead_id and handoffs.cycle_started_at <= meetings.booked_at
    and meetings.booked_at < handoffs.handed_at and handoffs.handed_at < meetings.starts_at
  where not (coalesce(meetings.status, '') = 'cancelled' and coalesce(meetings.status_at, meetings.booked_at) <= handoffs.handed_at)
),
touched_before as (
  select distinct handoffs.handoff_id
  from steps.handoff_starts as handoffs
  join steps.touches as touches
    on touches.lead_id = handoffs.lead_id and touches.version = handoffs.version
    and handoffs.cycle_started_at <= touches.occurred_at and touches.occurred_at < handoffs.handed_at
)
select
  handoffs.handoff_id, coalesce(inside.touches, 0) as touches,
  case when just_before.handoff_id is not null then handoffs.handed_at else inside.first_touch_inside end as first_touch_at,
  inside.replied_at, coalesce(inside.has_opportunity, 0) = 1 as has_opportunity, touched_before.handoff_id is not null as touched_before
from steps.handoff_starts as handoffs
left join inside on inside.handoff_id = handoffs.handoff_id
left join just_before on just_before.handoff_id = handoffs.handoff_id
left join touched_before on touched_before.handoff_id = handoffs.handoff_id
