-- One row for each lead and cycle in which the lead qualified.
-- Reads: complete_stretches (version, lead_id, from_at, until_at).
select
  qualified.lead_id, qualified.cycle, qualified.qualified_at, qualified.by, qualified.fit, qualified.engagement,
  complete_stretches.lead_id is not null as complete, qualified.agreement_hash
from steps.qualifications as qualified
left join complete_stretches
  on complete_stretches.version = qualified.version and complete_stretches.lead_id = qualified.lead_id
  and complete_stretches.from_at <= qualified.qualified_at and qualified.qualified_at < complete_stretches.until_at
