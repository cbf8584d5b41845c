-- One row per value that a property of a contact took, by the property's history.
with
  named as (
    select
      *,
      case lower(property)
        when 'lifecyclestage' then 'stage'
        when 'hubspot_owner_id' then 'owner_id'
        when 'jobtitle' then 'title'
        when 'firstname' then 'first_name'
        when 'lastname' then 'last_name'
        when 'hs_email_optout' then 'do_not_contact'
        when 'hs_analytics_source' then 'source'
        when 'associatedcompanyid' then 'account_id'
        when 'hs_lead_status' then 'lead_status'
        else lower(property)
      end as field
    from objects.hubspot_contact_history
    where not coalesce(deleted, false)
  ),
  worded as (
    select
      * exclude (value),
      case field
        when 'stage' then hubspot_lifecycle(value)
        when 'lead_status' then hubspot_lead_status(value)
        when 'source' then hubspot_source(value)
        else value
      end as value
    from named
  )
select
  contact_id as lead_id,
  field,
  changed_at,
  lag(value) over (partition by contact_id, field order by changed_at, __file, __line) as old_value,
  value as new_value,
  hubspot_user(user_id, source_id) as changed_by,
  __file,
  __line
from worded
