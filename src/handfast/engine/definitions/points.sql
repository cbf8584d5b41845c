-- One row for each award of engagement points: lead, cycle, clause, activity.
select
  versions.agreement_hash, awards.lead_id, awards.cycle, awards.clause, awards.activity_id, awards.occurred_at, awards.points,
  nullif(awards.expires_at, timestamp '9999-12-31') as expires_at
from steps.awards as awards
join agreement.versions as versions on versions.version = awards.version
