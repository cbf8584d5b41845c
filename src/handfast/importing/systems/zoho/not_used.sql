-- One row per row that is understood and has no place in the record.
SELECT what, CASE WHEN deleted THEN 'deleted in the source' ELSE 'planned, not done' END AS reason, __file, __line
FROM zoho_work
WHERE (deleted AND what <> 'meeting')
  OR (what = 'call' AND regexp_matches(lower(coalesce(status, '')), 'scheduled|overdue|cancel'))
  OR (what = 'task' AND happened_at IS NULL AND lower(coalesce(status, '')) <> 'completed')
UNION ALL
SELECT 'meeting', 'deleted in the source', __file, __line FROM objects.zoho_meetings WHERE deleted
UNION ALL
SELECT 'lead', 'deleted in the source', __file, __line FROM objects.zoho_leads WHERE deleted
UNION ALL
SELECT 'contact', 'deleted in the source', __file, __line FROM objects.zoho_contacts WHERE deleted
UNION ALL
SELECT 'account', 'deleted in the source', __file, __line FROM objects.zoho_accounts WHERE deleted
UNION ALL
SELECT 'deal', 'deleted in the source', __file, __line FROM objects.zoho_deals WHERE deleted
UNION ALL
SELECT 'campaign', 'deleted in the source', __file, __line FROM objects.zoho_campaigns WHERE deleted
UNION ALL
SELECT 'member of a campaign', 'was sent something and didn''t respond', __file, __line FROM objects.zoho_campaign_members
WHERE NOT coalesce(regexp_matches(lower(status), 'respond|attended|registered|opened|clicked'), false)
UNION ALL
SELECT 'row of a deal''s history', 'neither its stage nor its amount changed', __file, __line FROM zoho_stood
WHERE stage IS NOT DISTINCT FROM stage_before AND (place = 1 OR amount IS NOT DISTINCT FROM amount_before)
