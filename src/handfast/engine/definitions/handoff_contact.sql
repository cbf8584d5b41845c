-- One row for each hand-off: how many touches it had, its first touch and reply, whether an opportunity was made in it, and whether the lead had been
-- touched in the cycle before it. The receiving team's touch, chat or call in the two hours before counts as a touch at the hand-off, and so does a
-- meeting already booked and still ahead.
with events as (
  select lead_number, 'touch' as what, occurred_at as at, version, user_id from steps.touches
  union all
  select lead_number, 'taken' as what, occurred_at as at, cast(null as integer) as version, user_id from steps.calls_taken
  union all
  select lead_number, what, at, version, cast(null as varchar) as user_id from steps.lead_events where what in ('booked', 'replied', 'opportunity')
),
met as (
  select
    handoffs.handoff_id, events.what, events.at, handoffs.handed_at <= events.at as inside,
    events.at < handoffs.handed_at and PLUS_MICROS(handoffs.handed_at, -7200000000) <= events.at and receivers.user_id is not null as just_before
  from steps.handoff_starts as handoffs
  join events
    on events.lead_number = handoffs.lead_number and handoffs.cycle_started_at <= events.at and events.at < handoffs.ended_at
    and coalesce(events.version, handoffs.version) = handoffs.version
  left join agreement.receivers as receivers
    on receivers.version = handoffs.version and receivers.handoff = handoffs.handoff and receivers.user_id = events.user_id
),
summed as (
  select
    handoff_id,
    sum(case when inside and what = 'touch' then 1 else 0 end) as touches,
    min(case when inside and what in ('touch', 'booked') then at end) as first_touch_inside,
    min(case when inside and what = 'replied' then at end) as replied_at,
    max(case when inside and what = 'opportunity' then 1 else 0 end) as has_opportunity,
    max(case when not inside and what = 'touch' then 1 else 0 end) as touched_before,
    max(case when just_before then 1 else 0 end) as just_before
  from met
  group by handoff_id
),
meeting_ahead as (
  select distinct handoffs.handoff_id
  from steps.handoff_starts as handoffs
  join seen.meetings as meetings
    on meetings.lead_id = handoffs.lead_id and handoffs.cycle_started_at <= meetings.booked_at
    and meetings.booked_at < handoffs.handed_at and handoffs.handed_at < meetings.starts_at
  where not (coalesce(meetings.status, '') = 'cancelled' and coalesce(meetings.status_at, meetings.booked_at) <= handoffs.handed_at)
)
select
  handoffs.handoff_id, coalesce(summed.touches, 0) as touches,
  case when coalesce(summed.just_before, 0) = 1 or meeting_ahead.handoff_id is not null then handoffs.handed_at else summed.first_touch_inside
  end as first_touch_at,
  summed.replied_at, coalesce(summed.has_opportunity, 0) = 1 as has_opportunity, coalesce(summed.touched_before, 0) = 1 as touched_before
from steps.handoff_starts as handoffs
left join summed on summed.handoff_id = handoffs.handoff_id
left join meeting_ahead on meeting_ahead.handoff_id = handoffs.handoff_id
