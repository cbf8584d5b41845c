-- One row per contact; one that a lead was converted to becomes that lead by its alias.
SELECT
  zoho_key(c.id) AS lead_id,
  c.created_at,
  c.email,
  coalesce(c.first_name, CASE WHEN c.last_name IS NULL THEN nullif(regexp_extract(c.full_name, '^(\S+)\s+\S', 1), '') END) AS first_name,
  coalesce(c.last_name, nullif(regexp_extract(c.full_name, '(\S+)$', 1), '')) AS last_name,
  c.title,
  CASE WHEN zoho_id(c.account_name) IS NULL THEN c.account_name ELSE json_extract_string(TRY_CAST(c.account_name AS JSON), '$.name') END AS company,
  coalesce(c.phone, c.mobile) AS phone,
  c.country,
  c.source,
  coalesce(zoho_id(c.account_id), zoho_id(c.account_name), account.id) AS account_id,
  coalesce(zoho_key(c.owner_id), zoho_key(c.owner_name)) AS owner_id,
  c.opted_out AS do_not_contact,
  c.modified_at,
  map_concat(
    c.extras,
    map_from_entries(
      list_filter(
        [{'k': 'department', 'v': c.department}, {'k': 'mobile_phone', 'v': CASE WHEN c.phone IS NOT NULL THEN c.mobile END}],
        lambda one: one.v IS NOT NULL
      )
    )
  ) AS extras,
  c.__file,
  c.__line
FROM objects.zoho_contacts AS c
LEFT JOIN zoho_named AS account ON account.kind = 'account' AND account.name = lower(trim(c.account_name))
WHERE NOT coalesce(c.deleted, false)
