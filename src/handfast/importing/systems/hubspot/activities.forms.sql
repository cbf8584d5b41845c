-- One row per form that was sent.
with
  forms as (
    select id, any_value(name) as name from objects.hubspot_forms group by id
  ),
  sent as (
    select
      s.*,
      lower(trim(coalesce(
        s.email,
        list_filter(from_json(s.values, '[{"name": "VARCHAR", "value": "VARCHAR"}]'), lambda answer: lower(answer.name) = 'email')[1].value
      ))) as address
    from objects.hubspot_form_submissions as s
  )
select
  coalesce(
    sent.id,
    'form:' || coalesce(sent.form_id, sent.form, sent.page, '') || ':' || coalesce(sent.contact_id, sent.address, '') || ':' || epoch_ms(sent.submitted_at)
  ) as activity_id,
  coalesce(sent.contact_id, addresses.lead_id) as lead_id,
  sent.submitted_at as occurred_at,
  'form_submit' as kind,
  'prospect' as side,
  sent.url,
  hubspot_known({'form': coalesce(sent.form, forms.name, sent.page), 'form_id': sent.form_id, 'page': sent.page}) as properties,
  sent.__file,
  sent.__line
from sent
left join forms on forms.id = sent.form_id
left join hubspot_addresses as addresses on addresses.address = sent.address
