-- One row per meeting or demo with a time, held or to come; of one that is past and was not ticked off, nothing is known but that it was booked.
SELECT
  id AS meeting_id,
  lead_id,
  least(created_at, due_at) AS booked_at,
  due_at AS starts_at,
  user_id,
  CASE WHEN is_done THEN 'held' ELSE 'booked' END AS status,
  CASE WHEN is_done THEN done_at END AS status_at,
  opportunity_id,
  __file,
  __line
FROM pipedrive_work
WHERE kind IN ('meeting', 'demo') AND due_at IS NOT NULL AND NOT coalesce(deleted, false)
