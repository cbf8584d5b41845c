-- One row per known change of another field of an opportunity: by the history of its fields, else by OpportunityHistory (amount and close date), else by
-- Fivetran's versions.
with
  told as (
    select
      salesforce_id(opportunity_id) as opportunity_id, salesforce_field(field) as field, changed_at, salesforce_id(old_value) as old_value,
      salesforce_id(new_value) as new_value, salesforce_id(changed_by) as changed_by, __file, __line
    from objects.salesforce_opportunity_field_history
    where not salesforce_event(field) and salesforce_field(field) <> 'stage' and salesforce_gone(is_deleted, fivetran_deleted, null) is null
  ),
  numbered as (
    -- A change of owner is written down twice, once by name and once by id.
    select *, bool_or(new_value like '00_%' and length(new_value) = 18) over (partition by opportunity_id, field, changed_at) as has_id from told
  ),
  snapshots as (
    select
      salesforce_id(opportunity_id) as opportunity_id, created_at as changed_at, salesforce_id(created_by) as changed_by, 2 as rank, __file, __line,
      unnest([
        {'field': 'amount', 'value': cast(amount as varchar)}, {'field': 'close_date', 'value': cast(cast(close_date as date) as varchar)}
      ]) as held
    from objects.salesforce_opportunity_history
    where salesforce_gone(is_deleted, fivetran_deleted, fivetran_active) is null
    union all
    select
      salesforce_id(id), version_start, salesforce_id(modified_by), 3, __file, __line,
      unnest([
        {'field': 'amount', 'value': cast(amount as varchar)}, {'field': 'close_date', 'value': cast(cast(close_date as date) as varchar)},
        {'field': 'owner_id', 'value': salesforce_id(owner_id)}
      ])
    from objects.salesforce_opportunity_versions
  ),
  followed as (
    select
      opportunity_id, held.field as field, changed_at, lag(held.value) over one_field as old_value, held.value as new_value, changed_by, rank,
      row_number() over one_field as place, __file, __line
    from snapshots
    window one_field as (partition by opportunity_id, held.field, rank order by changed_at, __file, __line)
  ),
  best as (
    select *, min(rank) over (partition by opportunity_id, field) as least from followed
  )
select opportunity_id, field, changed_at, old_value, new_value, changed_by, __file, __line
from numbered
where field <> 'owner_id' or not coalesce(has_id, false) or new_value like '00_%' and length(new_value) = 18
union all
select opportunity_id, field, changed_at, old_value, new_value, changed_by, __file, __line
from best
where rank = least and place > 1 and new_value is distinct from old_value
  and (opportunity_id, field) not in (select (opportunity_id, field) from told where opportunity_id is not null and field is not null)
