-- One row for each lead, owner and stretch of time in which the lead was that user's (or nobody's).
select thing_id as lead_id, value as owner_id, from_at, until_at
from steps.lead_spans
where field = 'owner_id'
union all
select leads.lead_id, nullif(trim(leads.owner_id), '') as owner_id, timestamp '1900-01-01' as from_at, timestamp '9999-12-31' as until_at
from steps.leads as leads
where not exists (select 1 from steps.lead_spans as spans where spans.thing_id = leads.lead_id and spans.field = 'owner_id')
