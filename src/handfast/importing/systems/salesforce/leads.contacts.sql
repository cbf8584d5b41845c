-- One row per contact of Salesforce that still stands. Without a lead that became it, it is a lead of its own; with one, `lead_aliases` joins the two.
with
  names as (
    select id, any_value(name) as name from salesforce_accounts group by id
  )
select
  contacts.id as lead_id,
  contacts.created_at,
  contacts.email,
  contacts.first_name,
  coalesce(contacts.last_name, case when contacts.first_name is null then contacts.name end) as last_name,
  contacts.title,
  coalesce(contacts.account_name, names.name) as company,
  coalesce(contacts.phone, contacts.mobile_phone) as phone,
  contacts.country,
  contacts.source,
  contacts.account_id,
  contacts.owner_id,
  contacts.status as stage,
  case
    when contacts.opted_out or contacts.do_not_call then true when coalesce(contacts.opted_out, contacts.do_not_call) is not null then false
  end as do_not_contact,
  contacts.modified_at,
  salesforce_with(contacts.extras, [('mobile_phone', contacts.mobile_phone)]) as extras,
  contacts.__file,
  contacts.__line
from salesforce_contacts as contacts
left join names on names.id = contacts.account_id
where contacts.gone is null
