-- One row per lead, with what data health looks at besides the fields: lead_id, created_at, owner, source, country (the lead's, else its account's),
-- qualified_at (the first time it qualified in any cycle), twin (first name, last name and company, trimmed, A to Z in lower case; null where one is missing).
with qualified as (
  select lead_id, min(qualified_at) as qualified_at from findings.qualifications group by lead_id
)
select
  l.lead_id, l.created_at, p.owner, p.source, coalesce(nullif(trim(l.country), ''), a.country) as country, q.qualified_at,
  NAME_KEY(nullif(trim(l.first_name), '') || ' ' || nullif(trim(l.last_name), '') || ', ' || nullif(trim(l.company), '')) as twin
from seen.leads as l
join findings.lead_profiles as p on p.lead_id = l.lead_id
left join seen.accounts as a on a.account_id = l.account_id
left join qualified as q on q.lead_id = l.lead_id
