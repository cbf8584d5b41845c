-- One row per stage that a lead entered.
SELECT
  lead_id,
  'stage' AS field,
  entered_at AS changed_at,
  from_stage AS old_value,
  stage AS new_value,
  changed_by,
  recorded_at,
  __file,
  __line
FROM objects.record_stage_history
