-- One row per contact that is somebody. The source is the first UTM source on record; Mautic keeps no other.
WITH stages AS (
  SELECT id, any_value(name) AS name FROM objects.mautic_stages GROUP BY id
),
refused AS (
  SELECT DISTINCT lead_id FROM objects.mautic_do_not_contact WHERE lower(reason) IN ('1', '3', 'unsubscribed', 'manual')
),
employers AS (
  SELECT lead_id, arg_max(company_id, (coalesce(is_primary, false), date_added)) AS company_id
  FROM objects.mautic_company_contacts
  GROUP BY lead_id
),
tags AS (
  SELECT lead_id, arg_min(source, date_added) AS source, arg_min(campaign, date_added) AS campaign
  FROM objects.mautic_utm_tags
  WHERE source IS NOT NULL
  GROUP BY lead_id
)
SELECT
  c.id AS lead_id,
  coalesce(c.created_at, c.identified_at) AS created_at,
  c.email,
  c.first_name,
  c.last_name,
  c.position AS title,
  c.company,
  coalesce(c.phone, c.mobile) AS phone,
  c.country,
  tags.source,
  employers.company_id AS account_id,
  c.owner_id,
  coalesce(stages.name, c.stage) AS stage,
  CASE
    WHEN refused.lead_id IS NOT NULL THEN true
    WHEN EXISTS (SELECT 1 FROM objects.mautic_do_not_contact) THEN false
  END AS do_not_contact,
  c.modified_at,
  map_concat(
    c.extras,
    map_from_entries(
      list_filter(
        [
          {'k': 'mautic_points', 'v': CAST(CAST(c.points AS BIGINT) AS VARCHAR)},
          {'k': 'utm_campaign', 'v': tags.campaign},
          {'k': 'salutation', 'v': c.salutation},
          {'k': 'mobile_phone', 'v': CASE WHEN c.phone IS NOT NULL THEN c.mobile END},
          {'k': 'preferred_locale', 'v': c.preferred_locale}
        ],
        lambda one: one.v IS NOT NULL
      )
    )
  ) AS extras,
  c.__file,
  c.__line
FROM objects.mautic_contacts AS c
LEFT JOIN stages ON stages.id = c.stage
LEFT JOIN refused ON refused.lead_id = c.id
LEFT JOIN employers ON employers.lead_id = c.id
LEFT JOIN tags ON tags.lead_id = c.id
WHERE c.id NOT IN (SELECT lead_id FROM mautic_anonymous)
