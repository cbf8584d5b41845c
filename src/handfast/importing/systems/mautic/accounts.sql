-- One row per company.
SELECT
  id AS account_id,
  name,
  website AS domain,
  industry,
  employees,
  annual_revenue,
  country,
  owner_id,
  created_at,
  modified_at,
  extras,
  __file,
  __line
FROM objects.mautic_companies
