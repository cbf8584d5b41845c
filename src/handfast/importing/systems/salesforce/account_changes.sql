-- One row per known change of an account's field: by the history of its fields, else by Fivetran's versions.
with
  told as (
    select
      salesforce_id(account_id) as account_id, salesforce_field(field) as field, changed_at, salesforce_id(old_value) as old_value,
      salesforce_id(new_value) as new_value, salesforce_id(changed_by) as changed_by, __file, __line
    from objects.salesforce_account_history
    where not salesforce_event(field) and salesforce_gone(is_deleted, fivetran_deleted, null) is null
  ),
  versions as (
    select
      salesforce_id(id) as account_id, version_start as changed_at, salesforce_id(modified_by) as changed_by, __file, __line,
      unnest([
        {'field': 'owner_id', 'value': salesforce_id(owner_id)}, {'field': 'name', 'value': name}, {'field': 'industry', 'value': industry},
        {'field': 'employees', 'value': cast(employees as varchar)}, {'field': 'annual_revenue', 'value': cast(annual_revenue as varchar)},
        {'field': 'country', 'value': country}
      ]) as held
    from objects.salesforce_account_versions
  ),
  followed as (
    select
      account_id, held.field as field, changed_at, lag(held.value) over (partition by account_id, held.field order by changed_at) as old_value,
      held.value as new_value, changed_by, row_number() over (partition by account_id, held.field order by changed_at) as version, __file, __line
    from versions
  )
select account_id, field, changed_at, old_value, new_value, changed_by, __file, __line
from told
union all
select account_id, field, changed_at, old_value, new_value, changed_by, __file, __line
from followed
where version > 1 and new_value is distinct from old_value
  and (account_id, field) not in (select (account_id, field) from told where account_id is not null and field is not null)
