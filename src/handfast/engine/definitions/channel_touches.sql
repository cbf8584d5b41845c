-- One row per opportunity, lead, channel and UTC day on which that channel touched one of the opportunity's contacts in the 180 days before its
-- creation (both ends included): opportunity_id, channel, touched_at (the day's first touch).
-- Contacts: the lead of the opportunity and all of its opportunity_contacts. A channel's touch is what a prospect did, and what sales did that the
-- agreement calls a touch (:touch_kinds; automated ones only where :automated). What marketing sent is no touch until somebody answers it; an opened
-- e-mail may have been opened by a machine, and an unsubscription is no interest: neither counts. The channel is the campaign's (its name, where it has
-- no channel); without a campaign it is told by the kind of activity, and everything that sales does is `sales`.
with touches as (
  select
    k.opportunity_id,
    a.lead_id,
    a.occurred_at,
    case
      when a.campaign_id is not null then coalesce(nullif(g.channel, ''), nullif(g.name, ''), a.campaign_id)
      when a.side = 'sales' then 'sales'
      when a.kind in ('email_click', 'email_reply') then 'email'
      when a.kind in ('page_view', 'form_submit', 'content_download') then 'website'
      when a.kind in ('webinar_registered', 'webinar_attended') then 'webinar'
      when a.kind = 'event_attended' then 'event'
      when a.kind = 'ad_click' then 'advertising'
      when a.kind = 'trial_started' then 'product'
      when a.kind = 'call_inbound' then 'phone'
      when a.kind = 'campaign_response' then 'campaign'
      else a.kind
    end as channel
  from steps.deal_leads as k
  join steps.deal_activities as a
    on a.lead_id = k.lead_id and a.occurred_at >= k.created_at - interval 180 day and a.occurred_at <= k.created_at
  left join seen.campaigns as g on g.campaign_id = a.campaign_id
  where (a.side = 'prospect' and a.kind not in ('email_open', 'unsubscribe'))
    or (a.side = 'sales' and a.kind in :touch_kinds and (:automated or not coalesce(a.automated, false)))
)
select opportunity_id, channel, min(occurred_at) as touched_at
from touches
group by opportunity_id, lead_id, channel, cast(occurred_at as date)
