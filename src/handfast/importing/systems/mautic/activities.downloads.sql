-- One row per download of an asset.
SELECT
  'download:' || coalesce(id, __file || ':' || __line) AS activity_id,
  lead_id,
  downloaded_at AS occurred_at,
  'content_download' AS kind,
  'prospect' AS side,
  false AS automated,
  asset_id,
  referer AS url,
  __file,
  __line
FROM objects.mautic_asset_downloads
WHERE lead_id IS NOT NULL AND lead_id NOT IN (SELECT lead_id FROM mautic_anonymous)
