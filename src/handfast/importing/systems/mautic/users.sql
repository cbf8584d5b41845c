-- One row per user.
SELECT
  id AS user_id,
  coalesce(nullif(trim(concat_ws(' ', first_name, last_name)), ''), username) AS name,
  email,
  is_published AS active,
  timezone,
  __file,
  __line
FROM objects.mautic_users
