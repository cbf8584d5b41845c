-- One row per marketing campaign, and per e-mail that was sent to many.
select id as campaign_id, name, starts_on, ends_on, extras, __file, __line
from objects.hubspot_campaigns
union all by name
select id as campaign_id, coalesce(name, subject) as name, 'email' as channel, extras, __file, __line
from objects.hubspot_email_campaigns
