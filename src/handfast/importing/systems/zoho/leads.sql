-- One row per lead, converted or not.
SELECT
  zoho_key(id) AS lead_id,
  created_at,
  email,
  first_name,
  last_name,
  title,
  company,
  coalesce(phone, mobile) AS phone,
  country,
  source,
  zoho_id(converted_account) AS account_id,
  coalesce(zoho_key(owner_id), zoho_key(owner_name)) AS owner_id,
  status AS stage,
  coalesce(opted_out, false) OR unsubscribed_at IS NOT NULL AS do_not_contact,
  modified_at,
  map_concat(
    extras,
    map_from_entries(
      list_filter(
        [
          {'k': 'rating', 'v': rating},
          {'k': 'mobile_phone', 'v': CASE WHEN phone IS NOT NULL THEN mobile END},
          {'k': 'converted_at', 'v': strftime(converted_at, '%Y-%m-%dT%H:%M:%SZ')}
        ],
        lambda one: one.v IS NOT NULL
      )
    )
  ) AS extras,
  __file,
  __line
FROM objects.zoho_leads
WHERE NOT coalesce(deleted, false)
