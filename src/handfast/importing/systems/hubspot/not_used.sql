-- One row per row that is understood and has no place in the record.
with
  events as (
    select e.*, hubspot_word(e.type) as what, hubspot_word(coalesce(e.subscription_status, c.status)) as subscription
    from objects.hubspot_email_events as e
    left join (select id, any_value(status) as status from objects.hubspot_email_status_changes group by id) as c on c.id = e.id
  ),
  dropped as (
    select sent_by_id as id from objects.hubspot_email_events where hubspot_word(type) = 'dropped' and sent_by_id is not null
  )
select 'contact' as what, 'deleted in the source' as reason, __file, __line from objects.hubspot_contacts where deleted
union all
select 'company', 'deleted in the source', __file, __line from objects.hubspot_companies where deleted
union all
select 'deal', 'deleted in the source', __file, __line from objects.hubspot_deals where deleted
union all
select 'lead', 'deleted in the source', __file, __line from objects.hubspot_leads where deleted
union all
select 'lead', 'its stages'' dates are not in the export: the contact it is about has its own row', __file, __line
from objects.hubspot_leads
where not coalesce(deleted, false) and cardinality(entered) = 0
union all
select what, 'deleted in the source', __file, __line from hubspot_work where deleted
union all
select
  coalesce(what, 'engagement'),
  case
    when what is null then 'an engagement of an unknown type: ' || coalesce(channel, 'none')
    when what = 'task' then 'planned, not done'
    when what = 'email' and hubspot_word(status) = 'failed' then 'not sent'
    when what = 'email' then 'planned, not sent'
    else 'a call that was never placed'
  end,
  __file,
  __line
from hubspot_work
where not deleted
  and (
    what is null
    or what = 'task' and coalesce(hubspot_word(status) <> 'completed', completed_at is null)
    or what = 'email' and hubspot_word(status) in ('scheduled', 'failed', 'sending')
    or what = 'call' and hubspot_word(status) in ('queued', 'canceled', 'cancelled', 'failed')
  )
union all
select 'association of a deal', 'deleted in the source', __file, __line from objects.hubspot_deal_contacts where deleted
union all
select 'association of a deal', 'deleted in the source', __file, __line from objects.hubspot_deal_companies where deleted
union all
select 'association of a contact', 'deleted in the source', __file, __line from objects.hubspot_contact_companies where deleted
union all
select 'change of a contact', 'deleted in the source', __file, __line from objects.hubspot_contact_history where deleted
union all
select 'change of a company', 'deleted in the source', __file, __line from objects.hubspot_company_history where deleted
union all
select 'change of a deal', 'deleted in the source', __file, __line from objects.hubspot_deal_history where deleted
union all
select 'e-mail event', 'sent, it was dropped before it left', __file, __line
from events
where what in ('sent', 'open', 'click', 'bounce', 'spamreport', 'forward') and id in (select id from dropped)
union all
select 'e-mail event', coalesce('a step of the delivery: ' || lower(type), 'an event of no type'), __file, __line
from events
where coalesce(what, '') not in ('sent', 'open', 'click', 'bounce', 'spamreport', 'forward', 'statuschange')
union all
select 'e-mail event', 'subscribed again', __file, __line
from events
where what = 'statuschange' and subscription not like 'unsub%'
union all
select 'click in an e-mail', 'its event, with the instant and the recipient, is not among the events', __file, __line
from objects.hubspot_email_clicks
where id not in (select id from objects.hubspot_email_events where id is not null)
union all
select 'change of an e-mail subscription', 'its event, with the instant and the recipient, is not among the events', __file, __line
from objects.hubspot_email_status_changes
where id not in (select id from objects.hubspot_email_events where id is not null)
