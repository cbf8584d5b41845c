-- One row for each thing, field and stretch of time between two of its known changes: the field's value then.
-- Before its first change a field had that change's old value.
-- Reads: changes (thing_id, field, changed_at, change_order, old_value, new_value).
with ordered as (
  select
    thing_id, field, changed_at, old_value, new_value,
    row_number() over (partition by thing_id, field, changed_at order by change_order desc) as from_last,
    row_number() over (partition by thing_id, field order by changed_at, change_order) as place
  from changes
  where field in :fields
),
spans as (
  select
    thing_id, field, new_value as value, changed_at as from_at,
    coalesce(lead(changed_at) over (partition by thing_id, field order by changed_at), timestamp '9999-12-31') as until_at
  from ordered
  where from_last = 1
  union all
  select thing_id, field, old_value as value, timestamp '1900-01-01' as from_at, changed_at as until_at
  from ordered
  where place = 1
)
select thing_id, field, nullif(trim(value), '') as value, from_at, until_at
from spans
