-- One row per row that is understood and has no place in the record.
select 'lead' as what, gone as reason, __file, __line from salesforce_leads where gone is not null
union all
select 'contact', gone, __file, __line from salesforce_contacts where gone is not null
union all
select 'account', gone, __file, __line from salesforce_accounts where gone is not null
union all
select 'opportunity', gone, __file, __line from salesforce_opportunities where gone is not null
union all
select 'contact role', salesforce_gone(is_deleted, fivetran_deleted, fivetran_active), __file, __line
from objects.salesforce_opportunity_contact_roles
where salesforce_gone(is_deleted, fivetran_deleted, fivetran_active) is not null
union all
select 'opportunity history', salesforce_gone(is_deleted, fivetran_deleted, fivetran_active), __file, __line
from objects.salesforce_opportunity_history
where salesforce_gone(is_deleted, fivetran_deleted, fivetran_active) is not null
union all
select 'lead history', coalesce(gone, 'an event of the record, not a change of a field: ' || field_in_source), __file, __line
from salesforce_lead_history
where gone is not null or salesforce_event(field_in_source) and salesforce_word(field_in_source) not in ('leadconverted', 'owneraccepted')
union all
select
  'contact history',
  coalesce(salesforce_gone(is_deleted, fivetran_deleted, null), 'an event of the record, not a change of a field: ' || field), __file, __line
from objects.salesforce_contact_history
where salesforce_gone(is_deleted, fivetran_deleted, null) is not null or salesforce_event(field)
union all
select
  'account history',
  coalesce(salesforce_gone(is_deleted, fivetran_deleted, null), 'an event of the record, not a change of a field: ' || field), __file, __line
from objects.salesforce_account_history
where salesforce_gone(is_deleted, fivetran_deleted, null) is not null or salesforce_event(field)
union all
select
  'opportunity field history',
  coalesce(salesforce_gone(is_deleted, fivetran_deleted, null), 'an event of the record, not a change of a field: ' || field), __file, __line
from objects.salesforce_opportunity_field_history
where salesforce_gone(is_deleted, fivetran_deleted, null) is not null or salesforce_event(field)
union all
select what, gone, __file, __line from salesforce_work where gone is not null
union all
select 'task', 'planned, not done', __file, __line from salesforce_work where what = 'task' and gone is null and not is_done
union all
select 'task', 'a call among colleagues', __file, __line
from salesforce_work
where what = 'task' and gone is null and is_done and lower(call_type) = 'internal'
union all
select 'event', 'an invitee''s copy of another event', __file, __line from salesforce_work where what = 'event' and gone is null and is_child
union all
select
  'e-mail message',
  coalesce(
    salesforce_gone(is_deleted, fivetran_deleted, fivetran_active),
    case when lower(status) in ('draft', '5') then 'a draft, not sent' else 'its task says the same' end
  ),
  __file,
  __line
from objects.salesforce_email_messages
where salesforce_gone(is_deleted, fivetran_deleted, fivetran_active) is not null
  or lower(status) in ('draft', '5')
  or salesforce_id(activity_id) in (select id from salesforce_work where id is not null)
union all
select 'campaign', salesforce_gone(is_deleted, fivetran_deleted, fivetran_active), __file, __line
from objects.salesforce_campaigns
where salesforce_gone(is_deleted, fivetran_deleted, fivetran_active) is not null
union all
select 'campaign member', coalesce(gone, 'a member who has not responded'), __file, __line
from salesforce_members
where gone is not null or not responded and campaign_id not in (select campaign_id from salesforce_nurtures where campaign_id is not null)
union all
select 'user', 'an older version of a user', __file, __line
from objects.salesforce_users
where salesforce_gone(is_deleted, fivetran_deleted, fivetran_active) is not null
  and salesforce_id(id) in (
    select salesforce_id(id)
    from objects.salesforce_users
    where id is not null and salesforce_gone(is_deleted, fivetran_deleted, fivetran_active) is null
  )
union all
select 'group', 'a group that owns nothing', __file, __line from objects.salesforce_groups where lower(type) <> 'queue'
