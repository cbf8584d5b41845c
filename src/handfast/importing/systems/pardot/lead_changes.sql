-- One row per move of a prospect along Pardot's lifecycle.
WITH stages AS (
  SELECT id, any_value(name) AS name FROM objects.pardot_lifecycle_stages GROUP BY id
)
SELECT
  h.prospect_id AS lead_id,
  'stage' AS field,
  h.created_at AS changed_at,
  coalesce(before.name, h.previous_stage_id) AS old_value,
  coalesce(after.name, h.next_stage_id) AS new_value,
  h.__file,
  h.__line
FROM objects.pardot_lifecycle_histories AS h
LEFT JOIN stages AS before ON before.id = h.previous_stage_id
LEFT JOIN stages AS after ON after.id = h.next_stage_id
