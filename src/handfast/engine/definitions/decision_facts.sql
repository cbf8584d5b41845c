-- One row per decision of sales: the columns of findings.decisions; type (the hand-off clause), owner, team (who received the hand-off); the lead's
-- source, origin, campaign, segment, size.
select
  d.lead_id, d.decided_at, d.decision, d.reason, d.reason_kind, d.reroute, d.cycle, d.handoff_id,
  h.handoff as type, h.owner_id as owner, h.team,
  p.source, p.origin, p.campaign, p.segment, p.size
from findings.decisions as d
left join findings.handoffs as h on h.handoff_id = d.handoff_id
left join findings.lead_profiles as p on p.lead_id = d.lead_id
