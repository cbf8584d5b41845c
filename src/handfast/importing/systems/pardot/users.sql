-- One row per user.
SELECT
  id AS user_id,
  nullif(trim(concat_ws(' ', first_name, last_name)), '') AS name,
  email,
  NOT deleted AS active,
  map_concat(
    extras,
    map_from_entries(list_filter([{'k': 'role', 'v': role}, {'k': 'job_title', 'v': title}], lambda one: one.v IS NOT NULL))
  ) AS extras,
  __file,
  __line
FROM objects.pardot_users
