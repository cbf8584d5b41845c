-- One row per asset.
SELECT
  id AS asset_id,
  title,
  category AS kind,
  coalesce(remote_path, original_file_name) AS url,
  created_at,
  publish_down AS retired_at,
  __file,
  __line
FROM objects.mautic_assets
