-- One row per opportunity and contact that has a role in it.
select
  salesforce_id(opportunity_id) as opportunity_id,
  salesforce_id(contact_id) as lead_id,
  role,
  is_primary,
  created_at as added_at,
  __file,
  __line
from objects.salesforce_opportunity_contact_roles
where salesforce_gone(is_deleted, fivetran_deleted, fivetran_active) is null
