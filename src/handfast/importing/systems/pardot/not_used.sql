-- One row per row that is understood and has no place in the record.
SELECT 'activity: ' || lower(type_called) AS what, CASE WHEN deleted THEN 'deleted in the source' ELSE place END AS reason, __file, __line
FROM pardot_typed_activities
WHERE place IS NOT NULL OR deleted
UNION ALL
SELECT 'page view', 'of a visitor whom nobody knows', __file, __line FROM pardot_seen_pages WHERE lead_id IS NULL
UNION ALL
SELECT 'visitor', 'joins activities to prospects; itself nobody known, or a prospect that is here', __file, __line FROM objects.pardot_visitors
UNION ALL
SELECT 'lifecycle stage', 'names the stages', __file, __line FROM objects.pardot_lifecycle_stages
UNION ALL
SELECT 'prospect', 'deleted in the source', __file, __line FROM objects.pardot_prospects WHERE deleted
UNION ALL
SELECT 'list', 'deleted in the source', __file, __line FROM objects.pardot_lists WHERE deleted
UNION ALL
SELECT 'list membership', 'deleted in the source', __file, __line FROM objects.pardot_list_memberships WHERE deleted
UNION ALL
SELECT 'campaign', 'deleted in the source', __file, __line FROM objects.pardot_campaigns WHERE deleted
UNION ALL
SELECT 'opportunity', 'deleted in the source', __file, __line FROM objects.pardot_opportunities WHERE deleted
UNION ALL
SELECT 'opportunity prospect', 'deleted in the source', __file, __line FROM objects.pardot_opportunity_prospects WHERE deleted
UNION ALL
SELECT 'prospect account', 'deleted in the source', __file, __line FROM objects.pardot_prospect_accounts WHERE deleted
