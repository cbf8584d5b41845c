-- One row for each award of engagement points: version, lead, cycle, clause, activity, instant.
-- A capped clause gives the first so many of the lead's cycle in each calendar period of the agreement's zone.
-- Reads: matches (version, rule, lead_id, activity_id, occurred_at).
with earned as (
  select
    matches.version, matches.lead_id, cycles.cycle, cycles.ended_at, rules.rule, rules.clause, matches.activity_id, matches.occurred_at,
    rules.points, rules.cap, rules.cap_per, rules.half_life_days,
    case when rules.expires_micros is null then timestamp '9999-12-31' else PLUS_MICROS(matches.occurred_at, rules.expires_micros) end as expires_at
  from matches
  join agreement.engagement as rules on rules.version = matches.version and rules.rule = matches.rule
  join steps.cycles as cycles
    on cycles.lead_id = matches.lead_id and cycles.started_at <= matches.occurred_at and matches.occurred_at < cycles.ended_at
),
numbered as (
  select
    earned.version, earned.lead_id, earned.cycle, earned.ended_at, earned.rule, earned.clause, earned.activity_id, earned.occurred_at, earned.points,
    earned.half_life_days, earned.expires_at, earned.cap,
    row_number() over (
      partition by earned.version, earned.lead_id, earned.cycle, earned.rule,
        case earned.cap_per when 'day' then days.local_day when 'week' then days.week_day when 'month' then days.month_day end
      order by earned.occurred_at, earned.activity_id
    ) as nth
  from earned
  left join agreement.days as days
    on earned.cap_per <> 'ever' and days.version = earned.version and days.utc_day = cast(earned.occurred_at as date)
    and days.starts_at <= earned.occurred_at and earned.occurred_at < days.ends_at
  where earned.cap is not null
)
select version, lead_id, cycle, ended_at, rule, clause, activity_id, occurred_at, points, half_life_days, expires_at
from earned
where cap is null
union all
select version, lead_id, cycle, ended_at, rule, clause, activity_id, occurred_at, points, half_life_days, expires_at
from numbered
where nth <= cap
