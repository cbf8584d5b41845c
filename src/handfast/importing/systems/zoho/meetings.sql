-- One row per meeting with somebody; Zoho says of a meeting that it was held only where somebody checked in.
SELECT
  w.id AS meeting_id,
  coalesce(w.who_id, CASE WHEN w.what_kind IN ('lead', 'contact') THEN w.what_id END) AS lead_id,
  least(w.created_at, w.happened_at) AS booked_at,
  w.happened_at AS starts_at,
  w.user_id,
  CASE
    WHEN regexp_matches(lower(coalesce(w.status, '')), 'checked|visited') THEN 'held'
    WHEN regexp_matches(lower(coalesce(w.status, '')), 'cancel') THEN 'cancelled'
    ELSE 'booked'
  END AS status,
  CASE WHEN w.what_kind = 'deal' THEN w.what_id END AS opportunity_id,
  w.__file,
  w.__line
FROM zoho_work AS w
WHERE w.what = 'meeting' AND NOT coalesce(w.deleted, false)
