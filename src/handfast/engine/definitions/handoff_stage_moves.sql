-- One row for each hand-off after which the lead entered a stage that sales owns: the first such entry inside.
-- For a hand-off that is itself the entry into a stage, that entry is the hand-off and no move after it.
select handoffs.handoff_id, min(entries.at) as moved_at
from steps.handoff_starts as handoffs
join steps.stage_entries as entries
  on entries.lead_id = handoffs.lead_id and entries.owner_side = 'sales'
  and handoffs.handed_at <= entries.at and entries.at < handoffs.ended_at
where handoffs.by_qualification or handoffs.handed_at < entries.at
group by handoffs.handoff_id
