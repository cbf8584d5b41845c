-- One row for each start of a timer commitment about a hand-off, in each owner's turn.
-- :applies is the commitment's condition on the hand-off, and on its lead and account as they stood at the hand-off.
select
  commitments.version, commitments.commitment_id, segments.handoff_id, segments.lead_id, cast(null as varchar) as meeting_id,
  segments.started_at, segments.ended_at, segments.cycle_ended_at, segments.cycle_started_at, segments.ended_by, segments.ended_reason, segments.owner_id, segments.team,
  segments.segment, segments.unlogged, segments.first_touch_at
from steps.handoff_segments as segments
join agreement.commitments as commitments
  on commitments.version = segments.version and commitments.start_kind = 'handoff' and commitments.start_id = segments.handoff
left join steps.attributes as attributes
  on attributes.lead_id = segments.lead_id and attributes.from_at <= segments.handed_at and segments.handed_at < attributes.until_at
where commitments.version = :version and commitments.commitment_id = :commitment and :applies
