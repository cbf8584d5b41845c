-- One row per appointment with somebody.
SELECT
  id AS meeting_id,
  lead_id,
  least(created_at, starts_at) AS booked_at,
  starts_at,
  user_id,
  CASE WHEN is_off THEN 'cancelled' WHEN is_done THEN 'held' ELSE 'booked' END AS status,
  opportunity_id,
  __file,
  __line
FROM dynamics_work
WHERE what = 'appointment' AND NOT coalesce(deleted, false)
