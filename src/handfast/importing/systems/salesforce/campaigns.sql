-- One row per campaign. What it cost is known without a day, so that it is kept beside it and is no spend.
select
  salesforce_id(id) as campaign_id,
  name,
  type as channel,
  starts_on,
  ends_on,
  salesforce_with(
    extras, [('status', status), ('actual_cost', cast(actual_cost as varchar)), ('parent_campaign_id', salesforce_id(parent_id))]
  ) as extras,
  __file,
  __line
from objects.salesforce_campaigns
where salesforce_gone(is_deleted, fivetran_deleted, fivetran_active) is null
