-- One row per prospect account.
SELECT
  id AS account_id,
  name,
  website AS domain,
  industry,
  employees,
  annual_revenue,
  country,
  user_id AS owner_id,
  created_at,
  updated_at AS modified_at,
  extras,
  __file,
  __line
FROM objects.pardot_prospect_accounts
WHERE NOT coalesce(deleted, false)
