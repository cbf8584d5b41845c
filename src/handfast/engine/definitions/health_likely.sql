-- One row per pair of leads that are probably one and aren't merged: lead_id, other_lead_id (those that stand for them), probability, reasons.
with pair as (
  select
    coalesce(i.survivor_id, d.lead_id) as lead_id, coalesce(j.survivor_id, d.other_lead_id) as other_lead_id, d.probability, d.reasons
  from seen.likely_duplicates as d
  left join findings.lead_identities as i on i.lead_id = d.lead_id
  left join findings.lead_identities as j on j.lead_id = d.other_lead_id
)
select p.lead_id, p.other_lead_id, max(p.probability) as probability, min(p.reasons) as reasons
from pair as p
join seen.leads as a on a.lead_id = p.lead_id
join seen.leads as b on b.lead_id = p.other_lead_id
where p.lead_id <> p.other_lead_id
group by p.lead_id, p.other_lead_id
