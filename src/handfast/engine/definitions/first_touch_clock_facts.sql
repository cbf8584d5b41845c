-- One row per clock that a first touch stops: the columns of findings.clocks; type (the commitment), owner, team; the lead's source, origin, campaign,
-- segment, size. :commitments names those commitments.
select
  c.commitment_id, c.handoff_id, c.lead_id, c.started_at, c.due_at, c.stopped_at, c.elapsed_seconds, c.state, c.meeting_id,
  c.commitment_id as type, c.owner_id as owner, c.team,
  p.source, p.origin, p.campaign, p.segment, p.size
from findings.clocks as c
left join findings.lead_profiles as p on p.lead_id = c.lead_id
where c.commitment_id in :commitments
