-- One row per other id of a lead: a lead merged into it, its ids in Salesforce.
SELECT trim(merged.id) AS alias_id, a.lead_id, a.__file, a.__line
FROM marketo_typed_activities AS a,
  unnest(regexp_extract_all(a.merge_ids, '[0-9]+')) AS merged (id)
WHERE a.type_name = 'merge leads' AND merged.id <> a.lead_id
UNION ALL
SELECT id, merged_into, __file, __line FROM objects.marketo_leads WHERE merged_into IS NOT NULL
UNION ALL
SELECT sfdc.id, l.id, l.__file, l.__line
FROM objects.marketo_leads AS l, unnest([l.sfdc_id, l.sfdc_lead_id, l.sfdc_contact_id]) AS sfdc (id)
WHERE sfdc.id IS NOT NULL
