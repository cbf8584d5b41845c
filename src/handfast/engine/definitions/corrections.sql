-- One row for each cycle opened by a rejection that holds until the lead is corrected: the first change of its minimum information by which it is complete.
-- Reads: changes (lead_id, at), complete_stretches (version, lead_id, from_at, until_at).
select cycles.lead_id, cycles.cycle, min(changes.at) as at
from steps.cycles as cycles
join changes on changes.lead_id = cycles.lead_id and cycles.started_at <= changes.at
join complete_stretches
  on complete_stretches.version = cycles.opened_version and complete_stretches.lead_id = cycles.lead_id
  and complete_stretches.from_at <= changes.at and changes.at < complete_stretches.until_at
where cycles.recycle = 'when corrected'
group by cycles.lead_id, cycles.cycle
