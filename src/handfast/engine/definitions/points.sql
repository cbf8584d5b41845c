-- One row for each award of engagement points: lead, cycle, clause, activity.
select
  versions.agreement_hash, awards.lead_id, awards.cycle, rules.clause, awards.activity_id, awards.occurred_at, rules.points,
  PLUS_MICROS(awards.occurred_at, rules.expires_micros) as expires_at
from steps.awards as awards
join agreement.versions as versions on versions.version = awards.version
join agreement.engagement as rules on rules.version = awards.version and rules.rule = awards.rule
