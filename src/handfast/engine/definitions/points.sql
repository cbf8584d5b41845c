-- One row for each award of engagement points: lead, cycle, clause, activity.
select
  versions.agreement_hash, cycles.lead_id, cycles.cycle, rules.clause, awards.activity_id, awards.occurred_at, rules.points,
  PLUS_MICROS(awards.occurred_at, rules.expires_micros) as expires_at
from steps.awards as awards
join steps.cycles as cycles on cycles.pass_id = awards.pass_id
join agreement.versions as versions on versions.version = awards.version
join agreement.engagement as rules on rules.version = awards.version and rules.rule = awards.rule
