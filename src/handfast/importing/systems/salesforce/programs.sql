-- One row per campaign that nurtures.
select salesforce_id(id) as program_id, name, is_active as active, __file, __line
from objects.salesforce_campaigns
where salesforce_id(id) in (select campaign_id from salesforce_nurtures)
  and salesforce_gone(is_deleted, fivetran_deleted, fivetran_active) is null
