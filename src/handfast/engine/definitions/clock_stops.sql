-- One row for each clock that something stopped: the first instant at which what was promised had happened.
-- A decision may be the one that ends the hand-off; everything else must happen before its end.
with events as (
  select lead_number, what, at, version, position, subject_id from steps.lead_events
  union all
  select
    bounds.lead_number, 'decision' as what, decisions.decided_at as at, cast(null as integer) as version, cast(null as bigint) as position,
    decisions.handoff_id as subject_id
  from steps.decisions as decisions
  join steps.lead_bounds as bounds on bounds.lead_id = decisions.lead_id
),
relevant as (
  select
    clocks.clock, events.what, events.at, events.subject_id,
    commitments.what as commitment_kind, commitments.how_many,
    case
      when commitments.what = 'count' and events.what = case commitments.counted when 'touches' then 'touch' else 'booked' end then 'counted'
      when commitments.what = 'count' then 'unless'
      else 'stop'
    end as part
  from steps.clock_deadlines as clocks
  join agreement.commitments as commitments on commitments.version = clocks.version and commitments.commitment_id = clocks.commitment_id
  join events
    on events.lead_number = clocks.lead_number and clocks.started_at <= events.at
    and (clocks.started_at < events.at or clocks.segment = 1 or events.what <> 'decision')
    and (events.at < clocks.ended_at or (events.what = 'decision' and events.at <= clocks.ended_at))
    and (events.what <> 'touch' or events.version = clocks.version)
    and (events.what <> 'decision' or commitments.start_kind <> 'handoff' or clocks.handoff_id = events.subject_id)
    and (events.what <> 'booked' or clocks.meeting_id is null or events.subject_id <> clocks.meeting_id)
  left join agreement.stages as reached
    on events.what = 'stage' and reached.version = clocks.version and reached.stage = events.subject_id
  where (commitments.what = 'timer' and (
      (commitments.until_kind = 'first_touch' and events.what in ('touch', 'booked') and clocks.first_touch_at is null)
      or (commitments.until_kind = events.what and events.what in ('decision', 'booked', 'replied', 'opportunity'))
      or (commitments.until_kind = 'stage' and events.what = 'stage' and commitments.until_position <= reached.position)
    ))
    or (commitments.what = 'count' and (
      (commitments.counted = 'touches' and events.what = 'touch')
      or (commitments.counted = 'meetings' and events.what = 'booked')
      or commitments.unless = events.what
    ))
),
counted as (
  select
    clock, at, how_many,
    row_number() over (partition by clock order by at, subject_id) as nth
  from relevant
  where part = 'counted'
),
stops as (
  select clock, at, part from relevant where part in ('stop', 'unless')
  union all
  select clock, at, 'counted' as part from counted where nth = how_many
)
select clock, min(at) as stopped_at, min(case when part = 'unless' then at end) as unless_at
from stops
group by clock
