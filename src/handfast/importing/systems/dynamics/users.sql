-- One row per user.
SELECT
  dynamics_key(id) AS user_id,
  name,
  email,
  CASE WHEN lower(disabled) IN ('true', '1', 'disabled') THEN false WHEN disabled IS NOT NULL THEN true END AS active,
  dynamics_key(manager) AS manager_id,
  map_concat(
    extras,
    map_from_entries(list_filter([{'k': 'job_title', 'v': title}, {'k': 'business_unit', 'v': business_unit}], lambda one: one.v IS NOT NULL))
  ) AS extras,
  __file,
  __line
FROM objects.dynamics_users
