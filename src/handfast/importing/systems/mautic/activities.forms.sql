-- One row per form that a contact sent.
WITH forms AS (
  SELECT id, any_value(name) AS name FROM objects.mautic_forms GROUP BY id
)
SELECT
  'form:' || coalesce(s.id, s.__file || ':' || s.__line) AS activity_id,
  s.lead_id,
  s.submitted_at AS occurred_at,
  'form_submit' AS kind,
  'prospect' AS side,
  false AS automated,
  s.referer AS url,
  nullif(
    CAST(
      json_merge_patch(coalesce(to_json(s.extras), CAST('{}' AS JSON)), to_json({'form': coalesce(forms.name, s.form), 'form_id': s.form_id})) AS VARCHAR
    ),
    '{}'
  ) AS properties,
  s.__file,
  s.__line
FROM objects.mautic_form_submissions AS s
LEFT JOIN forms ON forms.id = s.form_id
WHERE s.lead_id IS NOT NULL AND s.lead_id NOT IN (SELECT lead_id FROM mautic_anonymous)
