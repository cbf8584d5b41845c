-- One row per contact; the lead that it was qualified from is the same person by its alias.
SELECT
  dynamics_key(c.id) AS lead_id,
  c.created_at,
  c.email,
  coalesce(c.first_name, CASE WHEN c.last_name IS NULL THEN nullif(regexp_extract(c.full_name, '^(\S+)\s+\S', 1), '') END) AS first_name,
  coalesce(c.last_name, nullif(regexp_extract(c.full_name, '(\S+)$', 1), '')) AS last_name,
  c.title,
  coalesce(c.account_name, CASE WHEN dynamics_id(c.account) IS NULL THEN c.account END) AS company,
  coalesce(c.phone, c.mobile) AS phone,
  c.country,
  dynamics_label('any', 'source', c.source) AS source,
  coalesce(dynamics_id(c.account), account.id) AS account_id,
  dynamics_key(c.owner) AS owner_id,
  coalesce(dynamics_refused(c.no_email), dynamics_refused(c.no_bulk_email)) AS do_not_contact,
  c.modified_at,
  map_concat(
    c.extras,
    map_from_entries(
      list_filter(
        [
          {'k': 'mobile_phone', 'v': CASE WHEN c.phone IS NOT NULL THEN c.mobile END},
          {'k': 'contact_state', 'v': dynamics_label('contact', 'state', c.state)},
          {'k': 'do_not_call', 'v': CAST(dynamics_refused(c.no_phone) AS VARCHAR)}
        ],
        lambda one: one.v IS NOT NULL
      )
    )
  ) AS extras,
  c.__file,
  c.__line
FROM objects.dynamics_contacts AS c
LEFT JOIN dynamics_named AS account ON account.kind = 'account' AND account.name = lower(trim(c.account))
WHERE NOT coalesce(c.deleted, false)
