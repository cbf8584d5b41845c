-- One row for each instant at which a lead's score, or what bars it, changes within a cycle, and for each instant at which it is to be looked at.
-- Decayed points are weighed to the start of a block of time, so that a running sum over the block is all that a score needs; what still counts when a
-- block starts is carried into it. Columns: contender, block, block_starts_at, at, half_life_days, weight, fit, barred, looked_at, raised.
-- Reads: traits (version, lead_id, from_at, until_at, fit, barred).
with carried as (
  select
    contenders.contender, awards.version, cycles.ended_at, rules.points, rules.half_life_days, awards.occurred_at,
    case when rules.expires_micros is null then timestamp '9999-12-31' else PLUS_MICROS(awards.occurred_at, rules.expires_micros) end as expires_at
  from steps.awards as awards
  join steps.contenders as contenders on contenders.version = awards.version and contenders.pass_id = awards.pass_id
  join steps.cycles as cycles on cycles.pass_id = awards.pass_id
  join agreement.engagement as rules on rules.version = awards.version and rules.rule = awards.rule
),
weighed as (
  select
    carried.contender, carried.ended_at, carried.points, carried.half_life_days, carried.occurred_at, carried.expires_at,
    blocks.block, blocks.starts_at as block_starts_at, blocks.ends_at as block_ends_at,
    case when carried.half_life_days is null then carried.points
         else carried.points * pow(2, MICROS_BETWEEN(blocks.starts_at, carried.occurred_at) / 86400000000.0 / carried.half_life_days) end as weight
  from carried
  join agreement.blocks as blocks
    on blocks.version = carried.version and blocks.starts_at < least(carried.expires_at, carried.ended_at) and carried.occurred_at < blocks.ends_at
),
stretches as (
  select
    contenders.contender, blocks.block, blocks.starts_at as block_starts_at, traits.fit, traits.barred,
    greatest(traits.from_at, cycles.started_at, blocks.starts_at) as from_at,
    least(traits.until_at, cycles.ended_at, blocks.ends_at) as until_at, least(cycles.ended_at, blocks.ends_at) as closed_at
  from traits
  join steps.cycles as cycles on cycles.lead_id = traits.lead_id and cycles.started_at < traits.until_at and traits.from_at < cycles.ended_at
  join steps.contenders as contenders
    on contenders.version = traits.version and contenders.lead_id = cycles.lead_id and contenders.cycle = cycles.cycle
  join agreement.blocks as blocks
    on blocks.version = traits.version and blocks.starts_at < least(traits.until_at, cycles.ended_at)
    and greatest(traits.from_at, cycles.started_at) < blocks.ends_at
),
looks as (
  select contenders.contender, versions.version, waits.waits_until as at, 0 as raised
  from steps.waits as waits
  join steps.cycles as cycles on cycles.lead_id = waits.lead_id and cycles.cycle = waits.cycle and waits.waits_until < cycles.ended_at
  join agreement.versions as versions on versions.from_at <= waits.waits_until and waits.waits_until < versions.until_at
  join steps.contenders as contenders
    on contenders.version = versions.version and contenders.lead_id = waits.lead_id and contenders.cycle = waits.cycle
  union all
  select contenders.contender, versions.version, versions.from_at as at, 0 as raised
  from steps.cycles as cycles
  join agreement.versions as versions on cycles.started_at < versions.from_at and versions.from_at < cycles.ended_at
  join steps.contenders as contenders on contenders.version = versions.version and contenders.pass_id = cycles.pass_id
  union all
  select contenders.contender, hands.version, hands.at, 1 as raised
  from steps.raised_hands as hands
  join steps.contenders as contenders
    on contenders.version = hands.version and contenders.lead_id = hands.lead_id and contenders.cycle = hands.cycle
)
select
  contender, block, block_starts_at, greatest(occurred_at, block_starts_at) as at, half_life_days, weight, 0.0 as fit, 0 as barred,
  case when occurred_at >= block_starts_at then 1 else 0 end as looked_at, 0 as raised
from weighed
union all
select
  contender, block, block_starts_at, expires_at as at, half_life_days, -weight as weight, 0.0 as fit, 0 as barred,
  case when points < 0 then 1 else 0 end as looked_at, 0 as raised
from weighed
where expires_at < least(ended_at, block_ends_at)
union all
select
  contender, block, block_starts_at, from_at as at, cast(null as double) as half_life_days, 0.0 as weight, fit, barred,
  1 as looked_at, 0 as raised
from stretches
union all
select
  contender, block, block_starts_at, until_at as at, cast(null as double) as half_life_days, 0.0 as weight, -fit as fit, -barred as barred,
  0 as looked_at, 0 as raised
from stretches
where until_at < closed_at
union all
select
  looks.contender, blocks.block, blocks.starts_at as block_starts_at, looks.at, cast(null as double) as half_life_days,
  0.0 as weight, 0.0 as fit, 0 as barred, 1 as looked_at, looks.raised
from looks
join agreement.blocks as blocks on blocks.version = looks.version and blocks.starts_at <= looks.at and looks.at < blocks.ends_at
