-- One row per page view of a visitor; it has a lead once Pardot knows who the visitor is.
SELECT
  'page:' || id AS activity_id,
  lead_id,
  created_at AS occurred_at,
  'page_view' AS kind,
  'prospect' AS side,
  false AS automated,
  url,
  nullif(
    CAST(
      json_merge_patch(
        coalesce(to_json(extras), CAST('{}' AS JSON)),
        to_json({'title': title, 'seconds': duration, 'visitor_id': visitor_id, 'visit_id': visit_id})
      ) AS VARCHAR
    ),
    '{}'
  ) AS properties,
  __file,
  __line
FROM pardot_seen_pages
WHERE lead_id IS NOT NULL
