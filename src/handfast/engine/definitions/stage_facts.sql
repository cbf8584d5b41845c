-- One row per stay of a lead in a stage: the columns of findings.stage_spans; the lead's source, origin, campaign, segment, size, owner, team.
select
  s.lead_id, s.span, s.stage, s.known, s.entered_at, s.left_at, s.due_at, s.business_seconds, s.stuck, s.skipped, s.backward,
  p.source, p.origin, p.campaign, p.segment, p.size, p.owner, p.team
from findings.stage_spans as s
left join findings.lead_profiles as p on p.lead_id = s.lead_id
