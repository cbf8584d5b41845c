-- One row per entry of a lifecycle stage that a contact's own date columns tell. What came before is known only among stages of one instant.
select
  lead_id,
  'stage' as field,
  changed_at,
  lag(stage) over (partition by lead_id, changed_at order by hubspot_lifecycle_place(stage) nulls last, stage) as old_value,
  stage as new_value,
  __file,
  __line
from hubspot_stage_dates
