-- One row for each account, lead and stretch of time in which the lead was of the account.
select attributes."lead:account_id" as account_id, bounds.lead_number, attributes.from_at, attributes.until_at
from steps.lead_attributes as attributes
join steps.lead_bounds as bounds on bounds.lead_id = attributes.lead_id
where attributes."lead:account_id" is not null
