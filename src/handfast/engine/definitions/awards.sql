-- One row for each award of engagement points: version, clause, pass of a lead through the cycle, activity, instant.
-- A capped clause gives the first so many of the pass in each calendar period of the agreement's zone.
-- :activity_id is the activity's id where the awards are to be shown, else null: it is what makes the table wide.
with numbered as (
  select
    matches.version, matches.rule, matches.pass_id, matches.activity_id, matches.occurred_at, rules.cap,
    row_number() over (
      partition by matches.version, matches.rule, matches.pass_id, matches.period order by matches.occurred_at, matches.activity_id
    ) as nth
  from steps.matches as matches
  join steps.crowded_periods as crowded
    on crowded.version = matches.version and crowded.rule = matches.rule and crowded.pass_id = matches.pass_id and crowded.period = matches.period
  join agreement.engagement as rules on rules.version = matches.version and rules.rule = matches.rule
),
earned as (
  select matches.version, matches.rule, matches.pass_id, matches.activity_id, matches.occurred_at
  from steps.matches as matches
  left join steps.crowded_periods as crowded
    on crowded.version = matches.version and crowded.rule = matches.rule and crowded.pass_id = matches.pass_id and crowded.period = matches.period
  where crowded.version is null
  union all
  select version, rule, pass_id, activity_id, occurred_at
  from numbered
  where nth <= cap
)
select version, rule, pass_id, :activity_id as activity_id, occurred_at
from earned
