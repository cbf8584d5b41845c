-- One row for each hand-off, sorted by its id: what is known of it at the hand-off, how it was followed up, and when its lead won in the same cycle.
-- Source, account and industry are those that stood at the hand-off; the score is that of the cycle's qualification. `promise` is the commitment by which
-- its timing is told, `due_at` that commitment's. `opportunity_id` is the first opportunity won, of which the lead is a contact or which belongs to it.
-- Instants are naive UTC.
with started as (
  select
    h.handoff_id, h.handoff, h.lead_id, h.cycle, h.handed_at, h.owner_id, h.team, h.timing, h.first_touch_at, h.touches, h.replied_at, h.decision,
    h.decided_at, h.reason, h.ended_at, h.agreement_hash, c.ended_by
  from findings.handoffs as h
  join findings.cycles as c on c.lead_id = h.lead_id and c.cycle = h.cycle
),
contacts as (
  select opportunity_id, lead_id from findings.opportunities where lead_id is not null
  union
  select c.opportunity_id, c.lead_id
  from seen.opportunity_contacts as c
),
wins as (
  select
    h.handoff_id, o.opportunity_id, o.closed_at,
    row_number() over (partition by h.handoff_id order by o.closed_at, o.opportunity_id) as choice
  from started as h
  join contacts as c on c.lead_id = h.lead_id
  join findings.opportunities as o on o.opportunity_id = c.opportunity_id
  where o.outcome = 'won' and h.handed_at <= o.created_at and (h.ended_at is null or o.created_at < h.ended_at or o.handoff_id = h.handoff_id)
),
timed as (
  select
    k.handoff_id, k.commitment_id, k.due_at,
    row_number() over (partition by k.handoff_id order by c.position, k.started_at desc) as choice
  from findings.clocks as k
  join agreement.versions as v on v.agreement_hash = k.agreement_hash
  join agreement.commitments as c
    on c.version = v.version and c.commitment_id = k.commitment_id and c.until_kind = 'first_touch' and c.start_kind = 'handoff'
  where k.handoff_id is not null
),
tried as (
  select
    k.handoff_id, k.state, c.how_many,
    row_number() over (partition by k.handoff_id order by c.position, k.started_at desc) as choice
  from findings.clocks as k
  join agreement.versions as v on v.agreement_hash = k.agreement_hash
  join agreement.commitments as c on c.version = v.version and c.commitment_id = k.commitment_id and c.counted = 'touches' and c.start_kind = 'handoff'
  where k.handoff_id is not null
),
met as (
  select h.handoff_id, min(m.booked_at) as booked_at
  from started as h
  join findings.meetings as m on m.lead_id = h.lead_id and h.handed_at <= m.booked_at and (h.ended_at is null or m.booked_at < h.ended_at)
  group by h.handoff_id
),
sourced as (
  select h.handoff_id, arg_max(s.new_value, (s.changed_at, s.change_order)) as source
  from started as h
  join seen.lead_changes as s on s.lead_id = h.lead_id and s.field = 'source' and s.changed_at <= h.handed_at
  group by h.handoff_id
),
before_source as (
  select h.handoff_id, arg_min(s.old_value, (s.changed_at, s.change_order)) as source
  from started as h
  join seen.lead_changes as s on s.lead_id = h.lead_id and s.field = 'source' and s.changed_at > h.handed_at
  group by h.handoff_id
),
joined as (
  select h.handoff_id, arg_max(s.new_value, (s.changed_at, s.change_order)) as account_id
  from started as h
  join seen.lead_changes as s on s.lead_id = h.lead_id and s.field = 'account_id' and s.changed_at <= h.handed_at
  group by h.handoff_id
),
before_join as (
  select h.handoff_id, arg_min(s.old_value, (s.changed_at, s.change_order)) as account_id
  from started as h
  join seen.lead_changes as s on s.lead_id = h.lead_id and s.field = 'account_id' and s.changed_at > h.handed_at
  group by h.handoff_id
),
placed as (
  select
    h.*,
    case when s.handoff_id is not null then s.source when b.handoff_id is not null then b.source else l.source end as source,
    case when j.handoff_id is not null then j.account_id when bj.handoff_id is not null then bj.account_id else l.account_id end as account_id
  from started as h
  join seen.leads as l on l.lead_id = h.lead_id
  left join sourced as s on s.handoff_id = h.handoff_id
  left join before_source as b on b.handoff_id = h.handoff_id
  left join joined as j on j.handoff_id = h.handoff_id
  left join before_join as bj on bj.handoff_id = h.handoff_id
),
industries as (
  select p.handoff_id, arg_max(a.new_value, (a.changed_at, a.change_order)) as industry
  from placed as p
  join seen.account_changes as a on a.account_id = p.account_id and a.field = 'industry' and a.changed_at <= p.handed_at
  group by p.handoff_id
),
before_industry as (
  select p.handoff_id, arg_min(a.old_value, (a.changed_at, a.change_order)) as industry
  from placed as p
  join seen.account_changes as a on a.account_id = p.account_id and a.field = 'industry' and a.changed_at > p.handed_at
  group by p.handoff_id
)
select
  p.handoff_id, p.handoff, p.lead_id, p.cycle, p.handed_at, p.team, p.timing, p.first_touch_at, p.touches, p.replied_at, p.decision, p.decided_at, p.reason,
  p.ended_at, p.ended_by, coalesce(nullif(trim(p.source), ''), '(none)') as source, nullif(trim(p.account_id), '') as account_id,
  coalesce(
    nullif(trim(case when i.handoff_id is not null then i.industry when bi.handoff_id is not null then bi.industry else a.industry end), ''), '(none)'
  ) as segment,
  round(q.fit + q.engagement, 6) as score, w.opportunity_id, w.closed_at as won_at, coalesce(t.commitment_id, '(none)') as promise, t.due_at,
  r.state as tries_state, r.how_many as tries_wanted, m.booked_at, coalesce(reasons.recyclable, false) as recyclable
from placed as p
left join seen.accounts as a on a.account_id = p.account_id
left join industries as i on i.handoff_id = p.handoff_id
left join before_industry as bi on bi.handoff_id = p.handoff_id
left join findings.qualifications as q on q.lead_id = p.lead_id and q.cycle = p.cycle
left join wins as w on w.handoff_id = p.handoff_id and w.choice = 1
left join timed as t on t.handoff_id = p.handoff_id and t.choice = 1
left join tried as r on r.handoff_id = p.handoff_id and r.choice = 1
left join met as m on m.handoff_id = p.handoff_id
left join (
  select distinct v.agreement_hash, g.reason, (not coalesce(g.reroute, false)) and coalesce(g.recycle, '') <> 'never'
    and (g.recycle is not null or g.wait_micros is not null) as recyclable
  from agreement.reasons as g join agreement.versions as v on v.version = g.version
  where g.decision = 'rejected'
) as reasons on reasons.agreement_hash = p.agreement_hash and reasons.reason = p.reason and p.decision = 'rejected'
order by p.handoff_id
