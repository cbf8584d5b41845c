-- One row per value that a property of a deal took, by the property's history; its stages stand in another file.
with
  named as (
    select
      *,
      case lower(property)
        when 'hubspot_owner_id' then 'owner_id'
        when 'closedate' then 'close_date'
        when 'dealname' then 'name'
        when 'dealtype' then 'deal_type'
        when 'closed_lost_reason' then 'lost_reason'
        when 'deal_currency_code' then 'currency'
        else lower(property)
      end as field
    from objects.hubspot_deal_history
    where not coalesce(deleted, false) and lower(property) <> 'dealstage'
  ),
  worded as (
    select named.* exclude (value), coalesce(pipelines.label, named.value) as value
    from named
    left join hubspot_pipeline_names as pipelines on named.field = 'pipeline' and pipelines.pipeline = named.value
  )
select
  deal_id as opportunity_id,
  field,
  changed_at,
  lag(value) over (partition by deal_id, field order by changed_at, __file, __line) as old_value,
  value as new_value,
  hubspot_user(user_id, source_id) as changed_by,
  __file,
  __line
from worded
