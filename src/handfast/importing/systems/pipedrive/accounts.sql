-- One row per organization.
SELECT
  id AS account_id,
  name,
  website AS domain,
  industry,
  employees,
  annual_revenue,
  country,
  pipedrive_key(owner) AS owner_id,
  created_at,
  updated_at AS modified_at,
  extras,
  __file,
  __line
FROM objects.pipedrive_organizations
WHERE NOT coalesce(deleted, NOT active, false)
