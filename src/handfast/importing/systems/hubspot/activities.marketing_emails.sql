-- One row per event of a marketing e-mail that says something of its recipient: sent, opened, clicked, bounced, unsubscribed, reported as spam.
with
  clicks as (
    select id, any_value(url) as url from objects.hubspot_email_clicks group by id
  ),
  changes as (
    select id, any_value(status) as status from objects.hubspot_email_status_changes group by id
  ),
  events as (
    select
      e.*, hubspot_word(e.type) as what, coalesce(e.url, clicks.url) as link,
      hubspot_word(coalesce(e.subscription_status, changes.status)) as subscription
    from objects.hubspot_email_events as e
    left join clicks on clicks.id = e.id
    left join changes on changes.id = e.id
  )
select
  events.id as activity_id,
  addresses.lead_id,
  events.occurred_at,
  case events.what
    when 'sent' then 'email_sent'
    when 'open' then 'email_open'
    when 'click' then 'email_click'
    when 'bounce' then 'email_bounced'
    when 'statuschange' then 'unsubscribe'
    when 'spamreport' then 'spam_report'
    when 'forward' then 'email_forwarded'
  end as kind,
  case when events.what in ('sent', 'bounce') then 'marketing' else 'prospect' end as side,
  events.campaign_id,
  events.link as url,
  -- What HubSpot filtered out of its own figures, a mail server did or a colleague.
  case when events.what in ('sent', 'bounce') then true else events.filtered end as automated,
  events.__file,
  events.__line
from events
left join hubspot_addresses as addresses on addresses.address = lower(trim(events.recipient))
where events.what in ('sent', 'open', 'click', 'bounce', 'spamreport', 'forward')
    and events.id not in (select sent_by_id from objects.hubspot_email_events where hubspot_word(type) = 'dropped' and sent_by_id is not null)
  or events.what = 'statuschange' and coalesce(events.subscription like 'unsub%', true)
