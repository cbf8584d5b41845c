-- One row for each lead and stretch of time between two known changes of a field: lead_number, field, value, from_at (null: since ever).
-- Reads: history (as field_spans gives it: thing_id, field, value, from_at), things (lead_number, thing_id: what the lead has the field of).
select things.lead_number, history.field, history.value, case when history.from_at > timestamp '1900-01-01' then history.from_at end as from_at
from history
join things on things.thing_id = history.thing_id
