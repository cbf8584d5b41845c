-- One row per person.
SELECT
  p.id AS lead_id,
  p.created_at,
  coalesce(pipedrive_primary(p.email), pipedrive_primary(p.email_home), pipedrive_primary(p.email_other)) AS email,
  coalesce(p.first_name, nullif(regexp_extract(p.name, '^(\S+)\s+\S', 1), '')) AS first_name,
  coalesce(p.last_name, nullif(regexp_extract(p.name, '^\S+\s+(.+)$', 1), ''), CASE WHEN p.name NOT LIKE '% %' THEN p.name END) AS last_name,
  p.title,
  coalesce(
    p.organization_name,
    json_extract_string(TRY_CAST(CASE WHEN p.organization LIKE '{%' THEN p.organization END AS JSON), '$.name'),
    CASE WHEN NOT regexp_full_match(p.organization, '\{.*|[0-9.]+') THEN p.organization END
  ) AS company,
  coalesce(pipedrive_primary(p.phone), p.mobile) AS phone,
  p.country,
  coalesce(o.id, CASE WHEN regexp_full_match(pipedrive_key(p.organization), '[0-9]+') THEN pipedrive_key(p.organization) END) AS account_id,
  pipedrive_key(p.owner) AS owner_id,
  CASE WHEN lower(p.marketing_status) IN ('unsubscribed', 'archived') THEN true WHEN p.marketing_status IS NOT NULL THEN false END AS do_not_contact,
  p.updated_at AS modified_at,
  map_concat(
    p.extras,
    map_from_entries(
      list_filter([{'k': 'labels', 'v': p.labels}, {'k': 'marketing_status', 'v': p.marketing_status}], lambda one: one.v IS NOT NULL)
    )
  ) AS extras,
  p.__file,
  p.__line
FROM objects.pipedrive_persons AS p
LEFT JOIN pipedrive_called AS o ON o.kind = 'organization' AND o.called = lower(pipedrive_key(p.organization))
WHERE NOT coalesce(p.deleted, NOT p.active, false)
