-- One row for each activity that an engagement clause matches, for the lead that may earn by it, in its cycle.
-- period: for a capped clause the calendar day of the agreement's zone, or that week's or month's first day, in which the cap counts.
-- Reads: matched (version, rule, lead_number, activity_id, occurred_at).
select
  matched.version, matched.rule, cycles.pass_id, matched.activity_id, matched.occurred_at,
  case rules.cap_per when 'day' then days.local_day when 'week' then days.week_day when 'month' then days.month_day
    when 'ever' then date '1970-01-01' end as period
from matched
join agreement.engagement as rules on rules.version = matched.version and rules.rule = matched.rule
join steps.cycles as cycles
  on cycles.lead_number = matched.lead_number and cycles.started_at <= matched.occurred_at and matched.occurred_at < cycles.ended_at
left join agreement.days as days
  on rules.cap_per <> 'ever' and days.version = matched.version and days.utc_day = cast(matched.occurred_at as date)
  and days.starts_at <= matched.occurred_at and matched.occurred_at < days.ends_at
