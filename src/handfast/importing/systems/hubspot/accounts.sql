-- One row per company of HubSpot that was not deleted.
select
  id as account_id,
  name,
  coalesce(domain, nullif(regexp_extract(lower(website), '^(?:https?://)?(?:www\.)?([^/:?#\s]+\.[^/:?#\s]+)', 1), '')) as domain,
  industry,
  employees,
  annual_revenue,
  country,
  tier,
  owner_id,
  created_at,
  modified_at,
  extras,
  __file,
  __line
from objects.hubspot_companies
where not coalesce(deleted, false)
