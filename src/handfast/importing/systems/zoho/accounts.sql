-- One row per account.
SELECT
  zoho_key(id) AS account_id,
  name,
  website AS domain,
  industry,
  employees,
  annual_revenue,
  country,
  coalesce(zoho_key(owner_id), zoho_key(owner_name)) AS owner_id,
  created_at,
  modified_at,
  map_concat(extras, map_from_entries(list_filter([{'k': 'rating', 'v': rating}], lambda one: one.v IS NOT NULL))) AS extras,
  __file,
  __line
FROM objects.zoho_accounts
WHERE NOT coalesce(deleted, false)
