-- One row for each clock, with a number that stands for it: its start, its length, and the calendar of its owner at the start: of the
-- receiving team for a hand-off, the meeting's for a no-show (the agreement's own calendar where there is none).
-- Reads: started (the union of the starts of all commitments).
select
  started.*, bounds.lead_number, commitments.within_micros as micros, commitments.within_business as business,
  coalesce(calendars.calendar, versions.calendar) as calendar,
  ROW_ID() as clock
from started
join steps.lead_bounds as bounds on bounds.lead_id = started.lead_id
join agreement.versions as versions on versions.version = started.version
join agreement.commitments as commitments on commitments.version = started.version and commitments.commitment_id = started.commitment_id
left join steps.owner_spans as owners
  on owners.lead_id = started.lead_id and owners.from_at <= started.started_at and started.started_at < owners.until_at
left join agreement.receivers as receivers
  on commitments.start_kind = 'handoff' and receivers.version = started.version and receivers.handoff = commitments.start_id
  and receivers.user_id = owners.owner_id
left join agreement.owner_calendars as calendars
  on calendars.version = started.version
  and calendars.user_id = case commitments.start_kind when 'handoff' then receivers.user_id when 'no_show' then started.owner_id else owners.owner_id end
