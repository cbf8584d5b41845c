-- One row per e-mail message that no task stands for.
with
  addresses as (
    select address, min(lead_id) as lead_id
    from (
      select lower(trim(email)) as address, id as lead_id from salesforce_leads where email is not null and gone is null
      union all
      select lower(trim(email)), id from salesforce_contacts where email is not null and gone is null
    )
    group by address
  ),
  messages as (
    select
      * replace (salesforce_id(id) as id, salesforce_id(related_to_id) as related_to_id),
      regexp_extract(lower(case when incoming then from_address else to_address end), '[^\s;,<>"]+@[^\s;,<>"]+') as address
    from objects.salesforce_email_messages
    where salesforce_gone(is_deleted, fivetran_deleted, fivetran_active) is null
      and not coalesce(salesforce_id(activity_id) in (select id from salesforce_work where id is not null), false)
      and coalesce(lower(status) not in ('draft', '5'), true)
  )
select
  messages.id as activity_id,
  coalesce(
    case
      when messages.related_to_id like '00Q%' or messages.related_to_id like '003%' then messages.related_to_id
    end,
    addresses.lead_id
  ) as lead_id,
  messages.sent_at as occurred_at,
  case when messages.incoming then 'email_reply' else 'email_sent' end as kind,
  case when messages.incoming then 'prospect' else 'sales' end as side,
  case when not messages.incoming then salesforce_id(messages.created_by) end as user_id,
  case when messages.related_to_id like '001%' then messages.related_to_id end as account_id,
  case when messages.related_to_id like '006%' then messages.related_to_id end as opportunity_id,
  case when messages.incoming then 'inbound' else 'outbound' end as direction,
  salesforce_known({'subject': messages.subject}) as properties,
  messages.__file,
  messages.__line
from messages
left join addresses on addresses.address = messages.address
