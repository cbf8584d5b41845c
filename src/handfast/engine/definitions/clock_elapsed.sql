-- One row for each clock with what stopped it and the stretch whose business time is asked for: to the stop, the end, or as_of, whichever is first.
select
  clocks.*,
  case when commitments.until_kind = 'first_touch' and clocks.first_touch_at is not null
    then case when clocks.first_touch_at < clocks.ended_at then clocks.first_touch_at end
    else stops.stopped_at end as stopped_at,
  stops.unless_at, clocks.started_at as from_at,
  least(
    coalesce(case when commitments.until_kind = 'first_touch' and clocks.first_touch_at < clocks.ended_at then clocks.first_touch_at end, stops.stopped_at, :as_of),
    clocks.ended_at, :as_of
  ) as to_at
from steps.clock_deadlines as clocks
join agreement.commitments as commitments on commitments.version = clocks.version and commitments.commitment_id = clocks.commitment_id
left join steps.clock_stops as stops on stops.clock = clocks.clock
