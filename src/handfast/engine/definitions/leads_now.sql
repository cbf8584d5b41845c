-- One row for each lead: what later tables cut figures by, as it stands at as_of.
select
  attributes.lead_id, attributes."lead:account_id" as account_id, attributes."lead:origin" as origin, attributes."lead:source" as source,
  attributes."lead:campaign_id" as campaign_id, owners.owner_id
from steps.lead_attributes as attributes
left join steps.owner_spans as owners
  on owners.lead_id = attributes.lead_id and owners.from_at <= :as_of and :as_of < owners.until_at
where attributes.from_at <= :as_of and :as_of < attributes.until_at
