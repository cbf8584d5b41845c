-- One row for each hand-off and each 30 days of it in which either side touched the lead, or at whose end it was in a program: `month` is 0 for the
-- first 30 days. A hand-off that runs on is looked at until as_of.
with spans as (
  select handoff_id, lead_id, handed_at, coalesce(ended_at, :as_of) as ended_at from findings.handoffs
)
select distinct s.handoff_id, cast(floor(date_diff('second', s.handed_at, a.occurred_at) / 2592000.0) as bigint) as month
from spans as s
join seen.activities as a
  on a.lead_id = s.lead_id and a.side in ('sales', 'marketing') and s.handed_at <= a.occurred_at and a.occurred_at < s.ended_at
union
select distinct s.handoff_id, cast(n.month as bigint) as month
from spans as s
join seen.enrollments as e on e.lead_id = s.lead_id
cross join generate_series(0, 60) as n(month)
where e.entered_at <= s.handed_at + to_days(cast(30 * (n.month + 1) as integer))
  and coalesce(e.left_at, timestamp '9999-12-31') > s.handed_at + to_days(cast(30 * (n.month + 1) as integer))
  and s.handed_at + to_days(cast(30 * n.month as integer)) <= s.ended_at
order by handoff_id, month
