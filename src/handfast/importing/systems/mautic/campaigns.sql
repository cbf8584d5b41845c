-- One row per campaign; steps of it send what they send in its name.
SELECT
  'campaign:' || id AS campaign_id,
  name,
  CAST(publish_up AS DATE) AS starts_on,
  CAST(publish_down AS DATE) AS ends_on,
  __file,
  __line
FROM objects.mautic_campaigns
