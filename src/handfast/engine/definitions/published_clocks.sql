-- One row for each run of a timer commitment.
select
  clocks.commitment_id, clocks.handoff_id, clocks.lead_id, clocks.owner_id, clocks.started_at, clocks.due_at, clocks.stopped_at, clocks.elapsed_seconds,
  clocks.state, versions.agreement_hash, clocks.team, clocks.meeting_id, clocks.why
from steps.clocks as clocks
join agreement.versions as versions on versions.version = clocks.version
