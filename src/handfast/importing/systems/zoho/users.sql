-- One row per user.
SELECT
  zoho_key(id) AS user_id,
  name,
  email,
  CASE lower(status) WHEN 'active' THEN true WHEN 'inactive' THEN false WHEN 'deleted' THEN false END AS active,
  timezone,
  zoho_key(manager_id) AS manager_id,
  map_concat(
    extras,
    map_from_entries(
      list_filter(
        [
          {'k': 'role', 'v': coalesce(json_extract_string(TRY_CAST(CASE WHEN role LIKE '{%' THEN role END AS JSON), '$.name'), role)}
        ],
        lambda one: one.v IS NOT NULL
      )
    )
  ) AS extras,
  __file,
  __line
FROM objects.zoho_users
