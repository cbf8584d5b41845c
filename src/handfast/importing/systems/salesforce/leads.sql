-- One row per lead of Salesforce that still stands, converted or not; the contact that it became fills what it leaves empty.
select
  id as lead_id,
  created_at,
  email,
  first_name,
  coalesce(last_name, case when first_name is null then name end) as last_name,
  title,
  company,
  coalesce(phone, mobile_phone) as phone,
  country,
  source,
  converted_account_id as account_id,
  owner_id,
  status as stage,
  case when opted_out or do_not_call then true when coalesce(opted_out, do_not_call) is not null then false end as do_not_contact,
  modified_at,
  salesforce_with(
    extras,
    [
      ('mobile_phone', mobile_phone), ('rating', rating), ('is_converted', cast(is_converted as varchar)), ('disqualification_reason', reason),
      ('rejection_reason', rejection_reason)
    ]
  ) as extras,
  __file,
  __line
from salesforce_leads
where gone is null
