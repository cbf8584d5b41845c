-- One row for each account, lead and stretch of time in which the lead was of the account.
select "lead:account_id" as account_id, lead_id, from_at, until_at
from steps.lead_attributes
where "lead:account_id" is not null
