-- One row per lead, with what its figures are cut by: lead_id, created_at, source, origin, campaign, segment, size, owner, team, stage.
select p.lead_id, p.created_at, p.source, p.origin, p.campaign, p.segment, p.size, p.owner, p.team, p.stage
from findings.lead_profiles as p
