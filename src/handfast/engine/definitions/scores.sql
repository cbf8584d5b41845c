-- One row for each lead, moment (each qualification, and as_of) and clause that counts then, with its points as decayed by then.
-- Reads: fit_stretches (version, lead_id, clause, points, from_at, until_at).
with moments as (
  select qualified.version, qualified.agreement_hash, qualified.lead_id, qualified.cycle, cycles.pass_id, 'qualification' as moment, qualified.qualified_at as at
  from steps.qualifications as qualified
  join steps.cycles as cycles on cycles.lead_id = qualified.lead_id and cycles.cycle = qualified.cycle
  union all
  select versions.version, versions.agreement_hash, cycles.lead_id, cycles.cycle, cycles.pass_id, 'as_of' as moment, :as_of as at
  from steps.cycles as cycles
  join agreement.versions as versions on versions.from_at <= :as_of and :as_of < versions.until_at
  where cycles.ended_at = timestamp '9999-12-31'
),
earned as (
  select
    moments.pass_id, moments.moment, awards.version, awards.rule,
    round(sum(case when rules.half_life_days is null then rules.points
      else rules.points * pow(0.5, MICROS_BETWEEN(awards.occurred_at, moments.at) / 86400000000.0 / rules.half_life_days) end), 6) as points
  from moments
  join steps.awards as awards
    on awards.version = moments.version and awards.pass_id = moments.pass_id
    and awards.occurred_at <= moments.at
  join agreement.engagement as rules
    on rules.version = awards.version and rules.rule = awards.rule
    and (rules.expires_micros is null or moments.at < PLUS_MICROS(awards.occurred_at, rules.expires_micros))
  group by moments.pass_id, moments.moment, awards.version, awards.rule
)
select
  moments.lead_id, moments.cycle, moments.moment, moments.at as scored_at, 'engagement' as part, rules.clause, earned.points, moments.agreement_hash
from earned
join moments on moments.pass_id = earned.pass_id and moments.moment = earned.moment
join agreement.engagement as rules on rules.version = earned.version and rules.rule = earned.rule
union all
select
  moments.lead_id, moments.cycle, moments.moment, moments.at as scored_at, 'fit' as part, fit_stretches.clause, round(fit_stretches.points, 6) as points,
  moments.agreement_hash
from moments
join fit_stretches
  on fit_stretches.version = moments.version and fit_stretches.lead_id = moments.lead_id
  and fit_stretches.from_at <= moments.at and moments.at < fit_stretches.until_at
