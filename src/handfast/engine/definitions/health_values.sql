-- One row per lead for a field's first known value (changed: 0), and one for each change since (changed: 1): lead_id, value, from_at, changed.
-- Reads: things (lead_id, thing_id, value: as it stands at as_of), history (as field_spans gives it: thing_id, value, from_at).
select things.lead_id, things.value, cast(null as timestamp) as from_at, 0 as changed
from things
where not exists (select 1 from history where history.thing_id = things.thing_id)
union all
select
  things.lead_id, history.value, case when history.from_at > timestamp '1900-01-01' then history.from_at end as from_at,
  case when history.from_at > timestamp '1900-01-01' then 1 else 0 end as changed
from things
join history on history.thing_id = things.thing_id
