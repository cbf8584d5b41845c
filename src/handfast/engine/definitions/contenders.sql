-- One row for each version, lead and cycle that may qualify: a hand was raised in it, or all its points together, undecayed, with its best fit would do.
-- contender stands for the three. The others need no running score. Six decimals are added, so that rounding never leaves one out.
-- Reads: traits (version, lead_id, from_at, until_at, fit).
with earned as (
  select awards.version, awards.pass_id, sum(case when rules.points > 0 then rules.points else 0.0 end) as engagement
  from steps.awards as awards
  join agreement.engagement as rules on rules.version = awards.version and rules.rule = awards.rule
  group by awards.version, awards.pass_id
),
fitting as (
  select traits.version, traits.lead_id, cycles.cycle, cycles.pass_id, max(traits.fit) as fit
  from traits
  join steps.cycles as cycles on cycles.lead_id = traits.lead_id and cycles.started_at < traits.until_at and traits.from_at < cycles.ended_at
  group by traits.version, traits.lead_id, cycles.cycle, cycles.pass_id
),
best as (
  select
    fitting.version, fitting.lead_id, fitting.cycle,
    substr(SHA256_HEX(fitting.lead_id || ':' || cast(fitting.cycle as varchar)), 1, 8) < versions.explore_below as explores, fitting.fit + 0.000001 as fit, coalesce(earned.engagement, 0.0) + 0.000001 as engagement,
    fitting.fit + coalesce(earned.engagement, 0.0) + 0.000002 as score
  from fitting
  join agreement.versions as versions on versions.version = fitting.version
  left join earned on earned.version = fitting.version and earned.pass_id = fitting.pass_id
),
either as (
  select version, lead_id, cycle from best where :definition or (explores and :half_definition)
  union
  select version, lead_id, cycle from steps.raised_hands
)
select ROW_ID() as contender, either.version, either.lead_id, either.cycle, cycles.pass_id
from either
join steps.cycles as cycles on cycles.lead_id = either.lead_id and cycles.cycle = either.cycle
