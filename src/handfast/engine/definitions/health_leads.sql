-- One row per lead, with what data health looks at besides the fields: lead_number (by which its stays and changes find it), lead_id, account_id,
-- created_at, owner,
-- source, country (the lead's, else its account's), qualified_at (the first time it qualified in any cycle), named (whether first name, last name and
-- company are there), twin (the three, trimmed, A to Z in lower case, where another lead has them too).
with qualified as (
  select lead_id, min(qualified_at) as qualified_at from findings.qualifications group by lead_id
),
told as (
  select
    leads.*,
    NAME_KEY(nullif(trim(leads.first_name), '') || ' ' || nullif(trim(leads.last_name), '') || ', ' || nullif(trim(leads.company), '')) as __twin
  from seen.leads as leads
),
shared as (
  select __twin as twin from told where __twin is not null group by __twin having count(*) > 1
)
select
  ROW_ID() as lead_number, l.lead_id, l.account_id, l.created_at, p.owner, p.source, coalesce(nullif(trim(l.country), ''), a.country) as country, q.qualified_at,
  l.__twin is not null as named, shared.twin
from told as l
join findings.lead_profiles as p on p.lead_id = l.lead_id
left join shared on shared.twin = l.__twin
left join seen.accounts as a on a.account_id = l.account_id
left join qualified as q on q.lead_id = l.lead_id
