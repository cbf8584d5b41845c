-- One row for each hand-off clause about a stage, lead and cycle in which the lead entered that stage, or a later one where it was skipped.
-- Left out: an entry at the cycle's very start that is a step back (it is how the cycle before ended), and after a win the entry into the last stage.
-- Columns: version, handoff, lead_id, cycle, handed_at (the first such entry), named_at (the first into the very stage).
with counted as (
  select
    entries.version, clauses.handoff, entries.lead_id, cycles.cycle, entries.at, entries.entry,
    case when entries.stage = clauses.when_stage then entries.at end as named_at
  from steps.stage_entries as entries
  join agreement.handoffs as clauses on clauses.version = entries.version and clauses.when_position <= entries.position
  join agreement.stages as stages on stages.version = entries.version and stages.stage = entries.stage
  join steps.cycles as cycles on cycles.lead_id = entries.lead_id and cycles.started_at <= entries.at and entries.at < cycles.ended_at
  where not (entries.at = cycles.started_at and coalesce(entries.position < entries.previous_position, false))
    and not (stages.last and coalesce(cycles.opened_by, '') = 'won')
),
firsts as (
  select
    version, handoff, lead_id, cycle, at as handed_at,
    min(named_at) over (partition by handoff, lead_id, cycle) as named_at,
    row_number() over (partition by handoff, lead_id, cycle order by at, entry) as choice
  from counted
)
select version, handoff, lead_id, cycle, handed_at, named_at
from firsts
where choice = 1
