-- One row per hit: a click in an e-mail where the hit went through a link of one, else a page view.
WITH links AS (
  SELECT id, any_value(url) AS url FROM objects.mautic_page_redirects GROUP BY id
)
SELECT
  'hit:' || h.id AS activity_id,
  h.lead_id,
  h.hit_at AS occurred_at,
  CASE
    WHEN h.redirect_id IS NOT NULL AND (h.email_id IS NOT NULL OR h.source ILIKE 'email%') THEN 'email_click'
    WHEN h.redirect_id IS NOT NULL THEN 'link_click'
    ELSE 'page_view'
  END AS kind,
  'prospect' AS side,
  false AS automated,
  coalesce(links.url, h.url) AS url,
  steps.campaign_id,
  nullif(
    CAST(
      json_merge_patch(
        CAST('{}' AS JSON),
        to_json({'title': h.title, 'referrer': h.referer, 'email_id': h.email_id, 'page_id': h.page_id, 'left_at': CAST(h.left_at AS VARCHAR)})
      ) AS VARCHAR
    ),
    '{}'
  ) AS properties,
  h.__file,
  h.__line
FROM objects.mautic_page_hits AS h
LEFT JOIN links ON links.id = h.redirect_id
LEFT JOIN mautic_steps AS steps ON h.source = 'campaign.event' AND steps.event_id = h.source_id
WHERE h.lead_id IS NOT NULL AND h.lead_id NOT IN (SELECT lead_id FROM mautic_anonymous)
