-- One row per contact of HubSpot that was not deleted; one that was merged fills what the other leaves empty.
with
  employers as (
    -- 1 is HubSpot's own type of association for a contact's primary company.
    select contact_id, min_by(company_id, (case when type_id = '1' then 1 else 2 end, length(company_id), company_id)) as company_id
    from objects.hubspot_contact_companies
    where not coalesce(deleted, false)
    group by contact_id
  )
select
  contacts.id as lead_id,
  contacts.created_at,
  contacts.email,
  contacts.first_name,
  contacts.last_name,
  contacts.title,
  contacts.company,
  coalesce(contacts.phone, contacts.mobile_phone) as phone,
  contacts.country,
  hubspot_source(contacts.source) as source,
  hubspot_origin(contacts.source) as origin,
  coalesce(contacts.company_id, employers.company_id, hubspot_ids(contacts.company_ids)[1]) as account_id,
  contacts.owner_id,
  hubspot_lifecycle(contacts.lifecycle) as stage,
  contacts.opted_out as do_not_contact,
  contacts.modified_at,
  hubspot_with(
    contacts.extras,
    [
      ('mobile_phone', contacts.mobile_phone),
      ('lead_status', hubspot_lead_status(contacts.lead_status)),
      ('source_detail_1', contacts.source_detail_1),
      ('source_detail_2', contacts.source_detail_2)
    ]
  ) as extras,
  contacts.__file,
  contacts.__line
from objects.hubspot_contacts as contacts
left join employers on employers.contact_id = contacts.id
where not coalesce(contacts.deleted, false)
