-- One row per task that is done and per event that took place. An open task is a plan; an event that is still to come is a meeting, and no activity yet.
with
  answers as (
    select salesforce_id(activity_id) as activity_id, bool_or(incoming) as incoming
    from objects.salesforce_email_messages
    where activity_id is not null
    group by all
  ),
  held as (
    select
      work.*,
      -- A to-do is done when it is completed. A call or an e-mail that was logged was done by then, though a task's date is a day; only where neither
      -- instant is there, that day is all that is known.
      case
        when work.what = 'event' then work.starts_at
        else coalesce(work.completed_at, case when work.done_by in ('call', 'email', 'list email') then work.created_at end, work.activity_date)
      end as happened_at,
      work.done_by = 'call' and coalesce(lower(work.call_type) = 'inbound', regexp_matches(lower(work.type), 'inbound'), false)
        or work.done_by = 'call' and coalesce(regexp_matches(lower(work.subject), '\[in\]|inbound'), false)
        or work.done_by = 'email'
          and coalesce(answers.incoming, regexp_matches(lower(work.subject), '^email: <<|\[in\]|^reply: |^re: .*\[in\]'), false) as came_in
    from salesforce_work as work
    left join answers on answers.activity_id = work.id
    where work.gone is null
      and (
        work.what = 'task' and work.is_done and not coalesce(lower(work.call_type) = 'internal', false)
        or work.what = 'event' and not work.is_child and not coalesce(work.no_show, false)
          and not regexp_matches(lower(concat_ws(' ', work.status, work.subject)), 'cancel+ed|no[- ]?show')
          and (work.starts_at is null or work.starts_at <= coalesce(getvariable('imported_at'), work.starts_at))
      )
  )
select
  id as activity_id,
  who_id as lead_id,
  happened_at as occurred_at,
  case
    when done_by = 'call' and came_in then 'call_inbound'
    when done_by = 'email' and came_in then 'email_reply'
    when done_by in ('email', 'list email') then 'email_sent'
    when done_by = 'message' then 'social_message'
    else done_by
  end as kind,
  case when came_in then 'prospect' when regexp_matches(lower(subject), '^pardot') then 'marketing' else 'sales' end as side,
  owner_id as user_id,
  account_id,
  opportunity_id,
  campaign_id,
  case when done_by in ('call', 'email') then case when came_in then 'inbound' else 'outbound' end when done_by = 'list email' then 'outbound' end as direction,
  call_result as outcome,
  case when done_by = 'list email' then true end as automated,
  case when created_at > happened_at then created_at end as recorded_at,
  salesforce_known({'subject': subject, 'type': type, 'duration': call_duration}) as properties,
  __file,
  __line
from held
