-- One row for each award of engagement points: version, clause, lead, cycle, activity, instant.
-- A capped clause gives the first so many of the lead's cycle in each calendar period of the agreement's zone.
with numbered as (
  select
    matches.version, matches.rule, matches.lead_id, matches.cycle, matches.activity_id, matches.occurred_at, rules.cap,
    row_number() over (
      partition by matches.version, matches.rule, matches.lead_id, matches.cycle, matches.period order by matches.occurred_at, matches.activity_id
    ) as nth
  from steps.matches as matches
  join steps.crowded_periods as crowded
    on crowded.version = matches.version and crowded.rule = matches.rule and crowded.lead_id = matches.lead_id
    and crowded.cycle = matches.cycle and crowded.period = matches.period
  join agreement.engagement as rules on rules.version = matches.version and rules.rule = matches.rule
)
select matches.version, matches.rule, matches.lead_id, matches.cycle, matches.activity_id, matches.occurred_at
from steps.matches as matches
left join steps.crowded_periods as crowded
  on crowded.version = matches.version and crowded.rule = matches.rule and crowded.lead_id = matches.lead_id
  and crowded.cycle = matches.cycle and crowded.period = matches.period
where crowded.version is null
union all
select version, rule, lead_id, cycle, activity_id, occurred_at
from numbered
where nth <= cap
