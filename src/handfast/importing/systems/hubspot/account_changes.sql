-- One row per value that a property of a company took, by the property's history.
select
  company_id as account_id,
  case lower(property)
    when 'hubspot_owner_id' then 'owner_id'
    when 'numberofemployees' then 'employees'
    when 'annualrevenue' then 'annual_revenue'
    when 'hs_ideal_customer_profile' then 'tier'
    else lower(property)
  end as field,
  changed_at,
  lag(value) over (partition by company_id, lower(property) order by changed_at, __file, __line) as old_value,
  value as new_value,
  hubspot_user(user_id, source_id) as changed_by,
  __file,
  __line
from objects.hubspot_company_history
where not coalesce(deleted, false)
