-- One row per engagement that took place (a call, an e-mail from person to person, a meeting, a note, a finished task, a message) and contact that took
-- part. The first contact keeps the engagement's id, the others add their own to it. Nothing is taken from summaries on contacts (`Last contacted`, first
-- engagement): those follow the owner of today.
with
  held as (
    select
      *,
      case when what = 'meeting' then coalesce(starts_at, occurred_at) when what = 'task' then completed_at else occurred_at end as at,
      hubspot_word(direction) in ('inbound', 'incomingemail', 'incoming', 'received') as came_in
    from hubspot_work
    where what is not null and not deleted
      and not (what = 'email' and coalesce(hubspot_word(status) in ('scheduled', 'failed', 'sending'), false))
      and not (what = 'call' and coalesce(hubspot_word(status) in ('queued', 'canceled', 'cancelled', 'failed'), false))
      and not (what = 'task' and coalesce(hubspot_word(status) <> 'completed', completed_at is null))
      and not (what = 'meeting' and coalesce(hubspot_word(outcome) in ('canceled', 'cancelled', 'noshow', 'rescheduled'), false))
  )
select
  case when coalesce(participants.place, 1) = 1 then held.id else held.id || ':' || participants.lead_id end as activity_id,
  participants.lead_id,
  held.at as occurred_at,
  case
    when held.what = 'call' and held.came_in then 'call_inbound'
    when held.what = 'call' then 'call'
    when held.what = 'email' and held.came_in then 'email_reply'
    when held.what = 'email' and hubspot_word(held.direction) = 'forwardedemail' then 'email_forwarded'
    when held.what = 'email' then 'email_sent'
    when held.what = 'meeting' and held.activity_type ilike '%demo%' then 'demo'
    when held.what = 'meeting' then 'meeting'
    when held.what = 'note' then 'note'
    when held.what = 'task' and hubspot_word(held.channel) like 'linkedin%' then 'social_message'
    when held.what = 'task' then 'task'
    when held.what = 'message' then 'social_message'
    else 'letter'
  end as kind,
  case when held.what in ('call', 'email') and held.came_in then 'prospect' else 'sales' end as side,
  coalesce(held.owner_id, held.created_by) as user_id,
  subjects.company_id as account_id,
  subjects.deal_id as opportunity_id,
  case when held.what in ('call', 'email') then case when held.came_in then 'inbound' else 'outbound' end end as direction,
  case
    when held.what = 'call' then hubspot_call_outcome(held.outcome)
    when held.what = 'meeting' then held.outcome
    when held.what = 'email' and hubspot_word(held.status) = 'bounced' then 'bounced'
  end as outcome,
  case
    when held.sequence_id is not null or hubspot_word(held.source) in ('sequence', 'sequences', 'automation', 'automationplatform', 'workflows')
      then true
    when held.source is not null then false
  end as automated,
  case when held.created_at > held.at then held.created_at end as recorded_at,
  hubspot_known({
    'title': held.title, 'type': coalesce(held.activity_type, case when held.what in ('task', 'message') then held.channel end),
    'duration': held.duration
  }) as properties,
  held.__file,
  held.__line
from held
left join hubspot_participants as participants on participants.engagement_id = held.id
left join hubspot_subjects as subjects on subjects.engagement_id = held.id
where held.what <> 'meeting' or held.at is null or held.at <= coalesce(getvariable('imported_at'), held.at)
