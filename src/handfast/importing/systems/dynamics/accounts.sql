-- One row per account.
SELECT
  dynamics_key(id) AS account_id,
  name,
  website AS domain,
  dynamics_label('any', 'industry', industry) AS industry,
  employees,
  annual_revenue,
  country,
  dynamics_key(owner) AS owner_id,
  created_at,
  modified_at,
  extras,
  __file,
  __line
FROM objects.dynamics_accounts
WHERE NOT coalesce(deleted, false)
