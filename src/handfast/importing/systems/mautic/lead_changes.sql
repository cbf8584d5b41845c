-- One row per stage that a contact came to; the stage before it is that of the contact's row before.
WITH stages AS (
  SELECT id, any_value(name) AS name FROM objects.mautic_stages GROUP BY id
)
SELECT
  l.lead_id,
  'stage' AS field,
  l.changed_at,
  lag(coalesce(stages.name, l.stage, l.stage_id)) OVER (PARTITION BY l.lead_id ORDER BY l.changed_at, l.__line) AS old_value,
  coalesce(stages.name, l.stage, l.stage_id) AS new_value,
  l.__file,
  l.__line
FROM objects.mautic_stage_log AS l
LEFT JOIN stages ON stages.id = l.stage_id
