-- One row for each change of a lead's minimum information at its account, while it was of that account.
select leads.lead_id, spans.from_at as at
from steps.account_spans as spans
join steps.lead_attributes as leads
  on leads."lead:account_id" = spans.thing_id and leads.from_at <= spans.from_at and spans.from_at < leads.until_at
where spans.field in :account_fields and spans.from_at > timestamp '1900-01-01'
