-- One row per form sent whose fields are told (the property `fields`: names of what it asks, by commas or as a list); it counts where one of them was in a
-- form that the same lead had sent before.
with forms as (
  select
    a.activity_id, a.lead_id, a.occurred_at, a.campaign_id,
    string_split(regexp_replace(lower(JSON_TEXT(a.properties, 'fields')), '[\[\]" ]', '', 'g'), ',') as fields
  from seen.activities as a
  where a.kind = 'form_submit' and JSON_TEXT(a.properties, 'fields') is not null
), asked as (
  select f.activity_id, f.lead_id, f.occurred_at, u.field
  from forms as f, unnest(f.fields) as u(field)
  where u.field <> ''
), again as (
  select distinct a.activity_id
  from asked as a
  join asked as b on b.lead_id = a.lead_id and b.field = a.field and b.occurred_at < a.occurred_at
  where a.field <> 'email'
)
select
  '' as part, f.occurred_at as happened_at, f.occurred_at as known_at, case when g.activity_id is not null then 1 else 0 end as numerator, 1 as denominator,
  f.lead_id, f.activity_id
from forms as f
left join again as g on g.activity_id = f.activity_id
