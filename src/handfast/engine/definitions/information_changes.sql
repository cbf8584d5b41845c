-- One row for each change of a lead's minimum information: of its own fields, or of its account's while it was of that account.
select spans.thing_id as lead_id, spans.from_at as at
from steps.lead_spans as spans
where spans.field in :lead_fields and spans.from_at > timestamp '1900-01-01'
