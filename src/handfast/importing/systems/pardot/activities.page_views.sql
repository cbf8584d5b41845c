-- One row per page view of a visitor; it has a lead once Pardot knows who the visitor is.
SELECT
  'page:' || v.id AS activity_id,
  coalesce(v.prospect_id, known.prospect_id) AS lead_id,
  v.created_at AS occurred_at,
  'page_view' AS kind,
  'prospect' AS side,
  false AS automated,
  v.url,
  nullif(
    CAST(
      json_merge_patch(
        coalesce(to_json(v.extras), CAST('{}' AS JSON)),
        to_json({'title': v.title, 'seconds': v.duration, 'visitor_id': v.visitor_id, 'visit_id': v.visit_id})
      ) AS VARCHAR
    ),
    '{}'
  ) AS properties,
  v.__file,
  v.__line
FROM objects.pardot_page_views AS v
LEFT JOIN (
  SELECT id, any_value(prospect_id) AS prospect_id FROM objects.pardot_visitors WHERE prospect_id IS NOT NULL GROUP BY id
) AS known ON known.id = v.visitor_id
