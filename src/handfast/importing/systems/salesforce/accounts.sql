-- One row per account of Salesforce that still stands.
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
  salesforce_with(extras, [('account_type', type)]) as extras,
  __file,
  __line
from salesforce_accounts
where gone is null
