-- One row per known change of a lead's or a contact's field: by the histories of their fields, else by Fivetran's versions.
with
  told as (
    select lead_id, field, changed_at, old_value, new_value, changed_by, __file, __line
    from salesforce_lead_history
    where gone is null and not salesforce_event(field_in_source)
    union all
    select
      salesforce_id(contact_id), salesforce_field(field), changed_at, salesforce_id(old_value), salesforce_id(new_value), salesforce_id(changed_by),
      __file, __line
    from objects.salesforce_contact_history
    where not salesforce_event(field) and salesforce_gone(is_deleted, fivetran_deleted, null) is null
  ),
  numbered as (
    -- Salesforce writes a change of owner down twice, once by name and once by id: where the id is there, the name adds nothing.
    select *, bool_or(new_value like '00_%' and length(new_value) = 18) over (partition by lead_id, field, changed_at) as has_id from told
  ),
  versions as (
    select
      salesforce_id(id) as lead_id, version_start as changed_at, salesforce_id(modified_by) as changed_by, __file, __line,
      unnest([
        {'field': 'owner_id', 'value': salesforce_id(owner_id)}, {'field': 'account_id', 'value': salesforce_id(account_id)},
        {'field': 'email', 'value': email}, {'field': 'title', 'value': title}, {'field': 'phone', 'value': phone},
        {'field': 'country', 'value': country}, {'field': 'source', 'value': source}
      ]) as held
    from objects.salesforce_contact_versions
  ),
  contacts as (
    select
      lead_id, held.field as field, changed_at, lag(held.value) over (partition by lead_id, held.field order by changed_at) as old_value,
      held.value as new_value, changed_by, row_number() over (partition by lead_id, held.field order by changed_at) as version, __file, __line
    from versions
  )
select lead_id, field, changed_at, old_value, new_value, changed_by, __file, __line
from numbered
where field <> 'owner_id' or not coalesce(has_id, false) or new_value like '00_%' and length(new_value) = 18
union all
select lead_id, field, changed_at, old_value, new_value, changed_by, __file, __line
from salesforce_lead_version_changes
union all
select lead_id, field, changed_at, old_value, new_value, changed_by, __file, __line
from contacts
where version > 1 and new_value is distinct from old_value
  and (lead_id, field) not in (select (lead_id, field) from told where lead_id is not null and field is not null)
